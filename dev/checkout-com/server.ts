import { createHash, randomBytes } from "node:crypto";
import { cardPage, plainPage, readCard, shell, type Typed } from "../hosted-page";
import { type Answer, type Asked, escapeHtml, html, json, refuseInProduction, type StandIn, serve } from "../stand-in";
import { ROUTES } from "./api";
import { Book } from "./book";
import { Control, controlled } from "./control";
import { carryOut, lapse, pageStatus, payPage } from "./payments";
import { notFound, Refusal } from "./refusal";
import { WebhookSender } from "./webhooks";

export interface CheckoutComOptions {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  secretKey: string;
  clientId: string;
  clientSecret: string;
  /** The platform's own entity. */
  entityId: string;
  webhook: { url: string; secret: string } | null;
  /** Keeps everything in this file, so that a restart loses nothing. */
  stateFile?: string;
  /** Where browsers reach the hosted pages; by default the address it listens on. */
  publicUrl?: string;
  pageMinutes?: number;
  /** How much later than accepted a capture, void or refund is carried out. */
  actionDelayMs?: number;
}

export interface RunningCheckoutCom extends StandIn {
  control: Control;
}

const VENDOR = "Checkout.com";
const redirect = (location: string): Answer => ({ status: 303, headers: { location }, body: "" });
const failed = (error: Refusal): Answer => json(error.status, error.body());

/** Starts a server that speaks Checkout.com's HTTP API, for development and tests. It refuses to run in production. */
export async function startCheckoutCom(options: CheckoutComOptions): Promise<RunningCheckoutCom> {
  refuseInProduction(VENDOR);
  const book = new Book(options.stateFile);
  const sender = new WebhookSender(options.webhook);
  const control = new Control(book, sender, {
    entityId: options.entityId,
    pageMinutes: options.pageMinutes ?? 30,
    actionDelayMs: options.actionDelayMs ?? 20,
  });
  const { world } = control;
  const tokens = new Set<string>();
  // What an earlier run had accepted.
  for (const payment of book.kept.payments) carryOut(world, payment);
  let publicUrl = options.publicUrl ?? "";

  function accessToken(body: string): Answer {
    const given = new URLSearchParams(body);
    if (given.get("client_id") !== options.clientId || given.get("client_secret") !== options.clientSecret)
      return json(400, { error: "invalid_client" });
    const token = randomBytes(24).toString("base64url");
    tokens.add(token);
    return json(200, { access_token: token, token_type: "Bearer", expires_in: 3600, scope: given.get("scope") });
  }

  async function api(asked: Asked): Promise<Answer | null> {
    const { method, url, headers, body } = asked;
    if (method === "POST" && url.pathname === "/connect/token") return accessToken(body);
    const credential = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    const by = credential === options.secretKey ? "key" : tokens.has(credential) ? "token" : null;
    if (!by) return { status: 401, body: "" };
    const fault = await control.faultFor(method, url.pathname);
    if (fault === "reset") return null;
    if (fault === "error") return json(500, { error_type: "processing_error", error_codes: ["internal_error"] });
    if (fault === "rate_limit") return json(429, { error_type: "too_many_requests", error_codes: ["rate_limited"] });
    if (method === "POST" && url.pathname === "/files") {
      if (!/^multipart\/form-data/.test(headers["content-type"] ?? "") || !body.includes("dispute_evidence"))
        return failed(new Refusal(422, ["file_invalid"]));
      const id = `file_${randomBytes(13).toString("hex")}`;
      book.kept.files.push({ id, bytes: body.length });
      return json(200, { id });
    }
    const route = ROUTES.find((each) => each.method === method && each.pattern.test(url.pathname));
    if (!route) return failed(notFound());
    if (route.by !== by) return { status: 403, body: "" };
    const key = route.keyed ? headers["cko-idempotency-key"]?.toString() : undefined;
    const scoped = key && createHash("sha256").update(`${url.pathname} ${key}`).digest("hex");
    let answer = scoped ? book.kept.answered[scoped] : undefined;
    if (!answer) {
      lapse(world);
      try {
        const ids = (route.pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
        const given = body ? (JSON.parse(body) as unknown) : undefined;
        const made = route.run({ control, world, publicUrl, query: url.searchParams, body: given, ids });
        answer = { status: route.status ?? 200, body: made };
        // Only what went well is remembered under its key.
        if (scoped) book.kept.answered[scoped] = answer;
        book.save();
      } catch (error) {
        if (error instanceof SyntaxError) return failed(new Refusal(400, ["body_not_json"]));
        if (error instanceof Refusal) return fault === "lost" ? null : failed(error);
        throw error;
      }
    }
    // "lost": it has been done, and the caller never hears of it.
    if (fault === "lost") return null;
    if (answer.status === 204) return { status: 204, body: "" };
    return json(answer.status, answer.body, { "cko-request-id": randomBytes(8).toString("hex"), "cko-version": "1" });
  }

  function hosted({ method, url, body }: Asked): Answer {
    const page = book.page(url.pathname.split("/")[2] ?? "");
    if (!page) return html(404, plainPage(VENDOR, "Not found", "There is no such payment."));
    const { wish } = page;
    const status = pageStatus(world, page);
    if (status === "Payment Received") return redirect(wish.success_url);
    const back = { href: wish.cancel_url, label: "Go back" };
    if (status === "Expired")
      return html(410, plainPage(VENDOR, "This payment has ended", "Its time is over. Nothing was charged.", back));
    const seller = book.entity(wish.amount_allocations?.[0]?.id ?? "")?.email.split("@")[0] ?? "the seller";
    const shown = {
      vendor: VENDOR,
      seller,
      totalMinor: wish.amount,
      currency: wish.currency,
      lines: (wish.products ?? []).map(({ name, quantity, price }) => ({
        name,
        quantity,
        amountMinor: price * quantity,
      })),
      backUrl: wish.cancel_url,
    };
    if (method !== "POST") return html(200, cardPage(shown, { email: wish.customer?.email }));
    const typed = Object.fromEntries(new URLSearchParams(body)) as Typed;
    const outcome = payPage(world, page, readCard(typed));
    if (outcome.paid) return redirect(wish.success_url);
    return html(402, cardPage(shown, { ...typed, cardCvc: "" }, outcome.message));
  }

  /** Where invited organisations would log in and say who they are. */
  function dashboard({ method, url, body }: Asked): Answer {
    if (method === "POST") {
      const id = new URLSearchParams(body).get("entity") ?? "";
      if (!book.entity(id)) return html(404, plainPage(VENDOR, "Not found", "There is no such sub-entity."));
      control.completeAccount(id);
      return redirect(`${url.pathname}#${id}`);
    }
    const rows = book.kept.entities.map(
      (one) =>
        `<tr id="${one.id}"><td>${escapeHtml(one.email)}<br><code>${one.id}</code></td><td>${
          one.status === "active"
            ? "active"
            : `<form method="post"><button type="submit" name="entity" value="${one.id}">Finish the application</button></form>`
        }</td></tr>`,
    );
    const words =
      "Here an invited organisation would say who it is and where its money goes. The stand-in asks nothing.";
    return html(
      200,
      shell(
        VENDOR,
        "Sub-entities",
        `<section><h1>Sub-entities</h1><p>${words}</p><table><tbody>${rows.join("")}</tbody></table></section>`,
      ),
    );
  }

  const running = await serve({ port: options.port, host: options.host }, async (asked) => {
    try {
      const { pathname } = asked.url;
      if (pathname.startsWith("/page/")) return hosted(asked);
      if (pathname === "/dashboard") return dashboard(asked);
      if (!pathname.startsWith("/_control")) return await api(asked);
      // A page in a browser cannot send this type to another origin without asking first.
      if (asked.method === "POST" && !asked.headers["content-type"]?.startsWith("application/json"))
        return json(415, { error: "Send JSON." });
      const given = (asked.body ? JSON.parse(asked.body) : {}) as Record<string, unknown>;
      return json(200, controlled(control, asked.method, pathname, given) ?? {});
    } catch (error) {
      if (error instanceof Refusal) return failed(error);
      process.stderr.write(`checkout-com stand-in: ${error instanceof Error ? error.stack : String(error)}\n`);
      return json(500, { error_type: "processing_error", error_codes: ["stand_in_failed"] });
    }
  });
  publicUrl ||= running.url;
  const sweep = setInterval(() => lapse(world), 5_000);
  sweep.unref();
  return {
    url: running.url,
    port: running.port,
    control,
    async close() {
      clearInterval(sweep);
      sender.close();
      await running.close();
      book.saveNow();
    },
  };
}
