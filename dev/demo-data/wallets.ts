import { identityServices } from "@/server/api/identity-services";
import { walletServices } from "@/server/api/wallet-services";
import { log } from "@/server/kernel/log";
import { authoriseAdministrator } from "@/server/people/authority";
import { decideCheck } from "@/server/people/identity/decide-check";
import { requestCheck } from "@/server/people/identity/request-check";
import { requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { actFor, people } from "./people";
import type { DemoServices } from "./seed-demo";
import { standInOf } from "./sell";
import { specimen } from "./specimen";

/** What the venue's operator has paid in at the gateway, for prizes that lotteries pay by another way. */
const PAID_IN_MINOR = 500_000;

const personOf = (email: string) => people.find((one) => one.email === email)!;

/**
 * Members' money at work: one whose identity is confirmed and who has withdrawn, one whose documents wait for an administrator.
 * Nothing where it was done before; what is refused leaves the rest be.
 */
export async function seedWallets(services: DemoServices): Promise<void> {
  const { process, env } = services;
  const { db, clock } = process;
  if ((await db.identityCheck.count()) > 0) return;
  const data = { value: "open", updatedAt: clock.now() };
  const key = "member_money";
  await db.venueSetting.upsert({ where: { key }, create: { key, ...data }, update: data });
  await fetch(`${standInOf(env, "stripe")}/_control/topups`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ amount: PAID_IN_MINOR }),
  });
  const identity = await identityServices(process);
  const send = async (email: string) => {
    const { id } = await db.member.findUniqueOrThrow({ where: { email }, select: { id: true } });
    const actor = await actFor(db, id);
    const front = await specimen(personOf(email));
    const checkId = await requestCheck(identity, actor, { kind: "driving-licence", files: { front, back: front } });
    return { actor, checkId };
  };
  const attempt = (what: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => log.warn("demo_wallet_not_made", { what, error }));
  await attempt("ada", async () => {
    const { actor, checkId } = await send("ada@demo.example");
    const admin = await db.member.findUniqueOrThrow({ where: { email: "admin@demo.example" }, select: { id: true } });
    await decideCheck(identity, authoriseAdministrator(await actFor(db, admin.id)), checkId, { word: "approve" });
    const deps = walletServices(process);
    const wish = { requestKey: "demo-ada-withdraws", amountMinor: 2_500, currency: "USD" };
    await sendWithdrawal(deps, (await requestWithdrawal(deps, actor, wish)).id);
  });
  await attempt("ben", () => send("ben@demo.example"));
}
