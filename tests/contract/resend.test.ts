import { Resend } from "resend";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MailStandIn, startMail } from "@/dev/mail/server";
import { resendMail } from "@/server/kernel/adapters/resend";
import type { Mail } from "@/server/kernel/mail";

let running: MailStandIn;
let mail: Mail;
const from = "Drawbridge <notices@drawbridge.example>";
beforeAll(async () => {
  running = await startMail({ port: 0, apiKey: "re_local_key" });
  mail = resendMail({ apiKey: "re_local_key", from, baseUrl: running.url });
});
afterAll(() => running.close());

const message = {
  to: "ada@example.org",
  subject: "Your tickets",
  text: "Two tickets · deux billets · 券 <1>",
  idempotencyKey: "order-1",
};

test("P2 the vendor's SDK sends, and the same key sends once", async () => {
  const first = await mail.send(message);
  const again = await mail.send(message);
  expect(again.id).toBe(first.id);
  const sent = await running.sent();
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    id: first.id,
    from,
    to: ["ada@example.org"],
    subject: "Your tickets",
    text: message.text,
  });
  const client = new Resend("re_local_key", { baseUrl: running.url });
  expect((await client.emails.get(first.id)).data?.subject).toBe("Your tickets");
});

test("P2 a wrong key, a wrong message and an unknown request get the vendor's errors", async () => {
  const stranger = new Resend("re_other", { baseUrl: running.url });
  expect((await stranger.emails.send({ from, to: "a@example.org", subject: "s", text: "t" })).error).toMatchObject({
    message: "API key is invalid",
  });
  const unknown = await fetch(`${running.url}/emails/none/of/that`, {
    headers: { authorization: "Bearer re_local_key" },
  });
  expect(unknown.status).toBe(404);
  expect(await unknown.json()).toMatchObject({ statusCode: 404, name: "not_found" });
  await expect(
    resendMail({ apiKey: "re_local_key", from: "", baseUrl: running.url }).send({ ...message, idempotencyKey: "x" }),
  ).rejects.toMatchObject({ code: "mail_refused" });
});

test("P20 a vendor that fails or is gone is a typed error that may be retried", async () => {
  running.faults.failing = true;
  await expect(mail.send({ ...message, idempotencyKey: "order-2" })).rejects.toMatchObject({
    code: "mail_unavailable",
    status: 502,
  });
  running.faults.failing = false;
  const gone = resendMail({ apiKey: "re_local_key", from, baseUrl: "http://127.0.0.1:9" });
  await expect(gone.send({ ...message, idempotencyKey: "order-3" })).rejects.toMatchObject({
    code: "mail_unavailable",
  });
});

test("P2 the mailbox shows what was sent, and the authenticator the codes", async () => {
  const list = await (await fetch(running.url)).text();
  expect(list).toContain("Your tickets");
  const [sent] = await running.sent();
  const letter = await (await fetch(`${running.url}/messages/${sent!.id}`)).text();
  expect(letter).toContain("券 &lt;1&gt;");
  running.accounts.push({ role: "regulator", email: "r@example.org", totpSecret: "JBSWY3DPEHPK3PXP" });
  const codes = await (await fetch(`${running.url}/authenticator`)).text();
  expect(codes).toMatch(/class="code">\d{6}</);
  expect(await (await fetch(`${running.url}/messages.json?to=nobody`)).json()).toEqual([]);
});
