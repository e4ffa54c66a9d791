import sharp from "sharp";
import { identityServices } from "@/server/api/identity-services";
import { walletServices } from "@/server/api/wallet-services";
import { log } from "@/server/kernel/log";
import { authoriseAdministrator } from "@/server/people/authority";
import { decideCheck } from "@/server/people/identity/decide-check";
import { requestCheck } from "@/server/people/identity/request-check";
import { requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { actFor, type DemoPerson, people } from "./people";
import type { DemoServices } from "./seed-demo";
import { standInOf } from "./sell";

/** What the venue's operator has paid in at the gateway, for prizes that lotteries pay by another way. */
const PAID_IN_MINOR = 500_000;

/** A card of nobody's: drawn, and marked as a specimen all over. */
export async function specimen(person: Pick<DemoPerson, "givenName" | "familyName" | "birthDate" | "street" | "city">) {
  const line = (y: number, small: string, text: string) =>
    `<text x="330" y="${y}" font-size="17" fill="#566">${small}</text><text x="330" y="${y + 28}" font-size="25" fill="#223">${text}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="630" font-family="sans-serif">
    <rect width="1000" height="630" rx="28" fill="#e9ecdf"/><rect width="1000" height="96" rx="28" fill="#2f5d50"/>
    <text x="48" y="62" font-size="34" fill="#f4f1e6">SPECIMEN CARD, NOT A DOCUMENT</text>
    <rect x="48" y="140" width="240" height="300" fill="#c8cfc0"/><circle cx="168" cy="250" r="58" fill="#8b9a8c"/>
    <path d="M78 440c0-74 40-112 90-112s90 38 90 112z" fill="#8b9a8c"/>
    ${line(170, "Family name", person.familyName)}${line(250, "Given name", person.givenName)}
    ${line(330, "Born", person.birthDate)}${line(410, "Address", `${person.street}, ${person.city}`)}
    <text x="60" y="570" font-size="64" fill="#b0452e" fill-opacity=".55" transform="rotate(-6 500 560)">SPECIMEN · INVENTED · SPECIMEN</text>
  </svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 85 }).toBuffer());
}

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
