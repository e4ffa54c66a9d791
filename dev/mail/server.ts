import { createEmulator } from "emulate";
import { TOTP } from "otpauth";
import { page } from "../pages";
import { anyFreePort } from "../postgres";
import { type Answer, type Asked, escapeHtml, html, json, refuseInProduction, type StandIn, serve } from "../stand-in";

export interface DemoAccount {
  role: string;
  email: string;
  /** Base32 secret of the second factor, where the account has one. */
  totpSecret?: string | null;
}

export interface SentMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string | null;
  html: string | null;
  created_at: string;
}

export interface MailStandIn extends StandIn {
  apiKey: string;
  /** Everything sent so far, newest first. */
  sent(): Promise<SentMail[]>;
  /** Whose codes the authenticator page shows. */
  accounts: DemoAccount[];
  /** Makes every send fail with the vendor's 500 until set back. */
  faults: { failing: boolean };
}

const refusal = (status: number, name: string, message: string) => json(status, { statusCode: status, name, message });

/**
 * The local mail vendor: Resend's API (through the package `emulate`) with its key checked, and for people a mailbox of
 * what was sent (`/`), the same as JSON (`/messages.json?to=`), and an authenticator with the demo accounts' codes.
 */
export async function startMail(options: { port: number; apiKey: string; host?: string }): Promise<MailStandIn> {
  refuseInProduction("mail");
  const vendor = await createEmulator({ service: "resend", port: await anyFreePort() });
  const accounts: DemoAccount[] = [];
  const faults = { failing: false };
  const authorization = `Bearer ${options.apiKey}`;

  async function sent(): Promise<SentMail[]> {
    const answer = await fetch(`${vendor.url}/emails`, { headers: { authorization } });
    const { data } = (await answer.json()) as { data: SentMail[] };
    return data.sort((one, two) => two.created_at.localeCompare(one.created_at));
  }

  async function api({ method, url, headers, body }: Asked): Promise<Answer> {
    if (!headers.authorization) return refusal(401, "missing_api_key", "Missing API key in the authorization header.");
    if (headers.authorization !== authorization) return refusal(401, "validation_error", "API key is invalid");
    if (faults.failing) return refusal(500, "internal_server_error", "An unexpected error occurred");
    const forwarded: Record<string, string> = { authorization, "content-type": "application/json" };
    const key = headers["idempotency-key"];
    if (typeof key === "string") forwarded["idempotency-key"] = key;
    const answer = await fetch(`${vendor.url}${url.pathname}${url.search}`, {
      method,
      headers: forwarded,
      ...(body ? { body } : {}),
    });
    const text = await answer.text();
    if (answer.status === 404 && !text.includes('"statusCode"')) {
      return refusal(404, "not_found", "The requested endpoint does not exist");
    }
    return { status: answer.status, headers: { "content-type": "application/json" }, body: text };
  }

  async function answer(asked: Asked): Promise<Answer> {
    const { method, url } = asked;
    if (/^\/(emails|domains|api-keys|audiences|contacts|broadcasts)(\/|$)/.test(url.pathname)) return api(asked);
    if (method !== "GET") return refusal(404, "not_found", "The requested endpoint does not exist");
    if (url.pathname === "/messages.json") {
      const to = url.searchParams.get("to")?.toLowerCase();
      return json(
        200,
        (await sent()).filter((mail) => !to || mail.to.some((one) => one.toLowerCase().includes(to))),
      );
    }
    if (url.pathname === "/") return mailbox(await sent(), url.searchParams.get("to") ?? "");
    if (url.pathname === "/authenticator") return authenticator(accounts);
    const message = /^\/messages\/([0-9a-f-]{36})(\/html)?$/.exec(url.pathname);
    const found = message && (await sent()).find(({ id }) => id === message[1]);
    if (!found) return page(404, "There is no such message", `<p><a href="/">All messages</a></p>`);
    if (!message[2]) return letter(found);
    // The sandbox keeps a mail's own markup from doing anything here.
    const shown = html(200, found.html ?? `<pre>${escapeHtml(found.text ?? "")}</pre>`);
    return {
      ...shown,
      headers: {
        ...shown.headers,
        "content-security-policy": "sandbox allow-popups; default-src 'self' data: 'unsafe-inline'",
      },
    };
  }

  const running = await serve(options, answer);
  return {
    ...running,
    apiKey: options.apiKey,
    sent,
    accounts,
    faults,
    close: async () => {
      await running.close();
      await vendor.close();
    },
  };
}

const stamp = (text: string) =>
  `<time datetime="${escapeHtml(text)}">${escapeHtml(text.slice(0, 19).replace("T", " "))} UTC</time>`;

function mailbox(all: SentMail[], to: string): Answer {
  const wanted = to.trim().toLowerCase();
  const mails = all.filter((mail) => !wanted || mail.to.some((one) => one.toLowerCase().includes(wanted)));
  const rows = mails
    .slice(0, 200)
    .map(
      (mail) =>
        `<tr><td>${stamp(mail.created_at)}</td><td>${escapeHtml(mail.to.join(", "))}</td><td><a href="/messages/${mail.id}">${escapeHtml(mail.subject)}</a></td></tr>`,
    )
    .join("");
  const table = rows
    ? `<table><thead><tr><th scope="col">Sent</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead><tbody>${rows}</tbody></table>`
    : `<p>${wanted ? `Nothing was sent to ${escapeHtml(to)}.` : "Nothing was sent yet. Receipts, links and notices will stand here."}</p>`;
  return page(
    200,
    "Mail that was sent",
    `<p class="note">A local mailbox. Nothing leaves this machine. <a href="/authenticator">Codes for logging in</a></p><form><p><label>To <input type="search" name="to" value="${escapeHtml(to)}"></label> <button>Find</button></p></form>${table}`,
  );
}

function letter(mail: SentMail): Answer {
  return page(
    200,
    mail.subject,
    `<p class="note">${stamp(mail.created_at)}<br>From ${escapeHtml(mail.from)}<br>To ${escapeHtml(mail.to.join(", "))}</p>${
      mail.html
        ? `<iframe sandbox="allow-popups" title="The message" src="/messages/${mail.id}/html"></iframe><h2>As text</h2>`
        : ""
    }<pre>${linked(mail.text ?? "")}</pre><p><a href="/">All messages</a></p>`,
  );
}

function linked(text: string): string {
  return escapeHtml(text).replaceAll(/https?:\/\/[^\s<]+/g, (address) => `<a href="${address}">${address}</a>`);
}

function authenticator(accounts: DemoAccount[]): Answer {
  const seconds = 30 - (Math.floor(Date.now() / 1000) % 30);
  const rows = accounts
    .filter(({ totpSecret }) => totpSecret)
    .map(
      ({ role, email, totpSecret }) =>
        `<tr><td>${escapeHtml(role)}</td><td>${escapeHtml(email)}</td><td class="code">${new TOTP({ secret: totpSecret! }).generate()}</td></tr>`,
    )
    .join("");
  return page(
    200,
    "Codes for logging in",
    `<p class="note">What an authenticator on the telephones of the demonstration's accounts would show. New in ${seconds} seconds; this page reloads by itself. <a href="/">Mail that was sent</a></p>${
      rows
        ? `<table><thead><tr><th scope="col">Role</th><th scope="col">Email</th><th scope="col">Code</th></tr></thead><tbody>${rows}</tbody></table>`
        : "<p>No account here has a second factor.</p>"
    }`,
    `<meta http-equiv="refresh" content="${seconds + 1}">`,
  );
}
