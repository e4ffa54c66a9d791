import { createTranslator, NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { LiveDraw } from "@/components/draws/live-draw";
import { Outcome } from "@/components/draws/outcome";
import { TicketProof } from "@/components/draws/ticket-proof";
import { VerifyFile } from "@/components/draws/verify-file";
import enCommon from "@/messages/en/common.json";
import en from "@/messages/en/draws.json";
import esCommon from "@/messages/es/common.json";
import es from "@/messages/es/draws.json";
import type { DelayReason, DrawPhase, DrawView } from "@/server/draws/draw-view";
import { verifyCertificate } from "@/server/draws/verify";
import { someCertificate } from "./fixtures";

const plain = { amountMinor: null, came: "drawn" as const, forfeited: false, prize: null };

const view: DrawView = {
  id: "0198c0de-0000-7000-8000-000000000003",
  phase: "showing",
  delayed: null,
  now: "2026-12-12T18:05:20.000Z",
  title: "The Plover",
  slug: "the-plover",
  raffleNumber: "LPL-27",
  organisation: "Lakeport Lantern Society",
  timeZone: "America/New_York",
  kind: "main",
  position: 1,
  method: "beacon",
  endedReason: null,
  trigger: null,
  others: [],
  pot: null,
  converted: false,
  renewed: null,
  media: [],
  levels: [
    { position: 1, label: "First Prize", quantity: 1, prizes: ["A wooden boat"] },
    { position: 2, label: "Second Prize", quantity: 2, prizes: ["A brass lantern"] },
  ],
  times: {
    namedAt: "2026-11-20T12:00:00.000Z",
    closesAt: "2026-12-12T18:00:00.000Z",
    frozenAt: "2026-12-12T18:00:02.000Z",
    drawAt: "2026-12-12T18:05:00.000Z",
    drawnAt: "2026-12-12T18:05:01.000Z",
  },
  beacon: { chainHash: "52".repeat(32), round: 34772312 },
  list: { count: 3912, root: "ab".repeat(32) },
  result: { randomness: "cd".repeat(32), seed: "ef".repeat(32) },
  stage: { rank: 1, level: 1, lead: "LPL-27-", shown: "21", digits: 4, complete: false, ticket: null, left: 100 },
  winners: [{ rank: 2, level: 2, ticket: "LPL-27-0311-0377", shownAs: "", ...plain }],
  winnerCount: 3,
  nextAt: "2026-12-12T18:05:23.000Z",
  endsAt: "2026-12-12T18:06:23.000Z",
  transcript: [
    {
      at: "2026-12-12T18:05:20.000Z",
      code: "digit",
      params: { level: 1, place: 2, digit: "1", left: 100, from: "2100", to: "2199" },
    },
    {
      at: "2026-12-12T18:05:18.000Z",
      code: "digit",
      params: { level: 1, place: 1, digit: "A", left: -1, from: "", to: "" },
    },
    { at: "2026-12-12T18:05:16.000Z", code: "winner", params: { level: 2, ticket: "LPL-27-0311-0377" } },
    { at: "2026-12-12T18:05:01.000Z", code: "seed", params: {} },
    { at: "2026-12-12T18:05:01.000Z", code: "round", params: { round: 34772312 } },
    { at: "2026-12-12T18:00:02.000Z", code: "frozen", params: { count: 3912 } },
    { at: "2026-12-12T18:00:00.000Z", code: "closed", params: {} },
    { at: "2026-11-20T12:00:00.000Z", code: "named", params: { round: 34772312 } },
  ],
};
const realtime = { key: "k", cluster: "local", host: "", port: 443, useTLS: true };
const languages = { en: { common: enCommon, draws: en }, es: { common: esCommon, draws: es } };

/** A missing text or a wrong placeholder throws. */
function render(node: React.ReactNode, locale: "en" | "es" = "en"): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider
      locale={locale}
      messages={languages[locale]}
      timeZone="UTC"
      onError={(error) => {
        throw error;
      }}
    >
      {node}
    </NextIntlClientProvider>,
  );
}
const page = (changes: Partial<DrawView>, locale: "en" | "es" = "en") =>
  render(<LiveDraw initial={{ ...view, ...changes }} ornament={null} realtime={realtime} />, locale);

test("D3 a draw midway shows the digits so far to eyes and to screen readers, and no ticket before its time", () => {
  const html = page({});
  expect(html).toContain("First digits of the winning ticket: 2 1. 2 digits to come.");
  expect(html).toContain("100 tickets are still in it. The next digit comes at 1:05:23");
  expect(html).toContain("Second Prize: ticket <b>LPL-27-0311-0377</b>.");
  expect(html).toContain("Private, by choice");
  expect(html).toContain("<b>21··</b>");
});

test("D3 every phase and every delay has its page, in both languages", () => {
  const phases: DrawPhase[] = ["open", "closing", "waiting", "drawing", "showing", "done", "missed", "cancelled"];
  const delays: Array<DelayReason | null> = [
    null,
    "capture",
    "suspended",
    "beacon",
    "beacon-wrong",
    "chain",
    "list",
    "books",
    "reconciliation",
    "conversion",
    "early-bird",
    "hand",
  ];
  for (const locale of ["en", "es"] as const) {
    for (const phase of phases) {
      for (const delayed of delays) {
        const html = page({ phase, delayed, ...(phase === "showing" ? {} : { stage: null }) }, locale);
        expect(html).toContain(languages[locale].draws.phase[phase]);
        const waits = phase === "closing" || phase === "drawing";
        if (waits && delayed) expect(html).toContain(languages[locale].draws.delay[delayed]);
      }
    }
  }
});

test("D2 a draw's page offers nothing: no link to the raffle, and no name of it while it is on sale", () => {
  const open = page({
    phase: "open",
    title: null,
    slug: null,
    levels: [],
    stage: null,
    list: null,
    result: null,
    winners: [],
  });
  expect(open).not.toContain("Plover");
  expect(open + page({ phase: "done", stage: null })).not.toContain("/raffles/");
});

test("D4 prizes are called by their place in both languages", () => {
  const say = createTranslator({ locale: "en", messages: en });
  expect(say("prize", { position: 2 })).toBe("Second Prize");
  expect(say("prize", { position: 31 })).toBe("Prize 31");
  expect(createTranslator({ locale: "es", messages: es })("prize", { position: 1 })).toBe("Primer premio");
});

test("D2 what is wrong with a certificate is said in words, in both languages", () => {
  const broken = someCertificate();
  broken.list.entries[1] = broken.list.entries[0]!;
  broken.winners.pop();
  broken.times.frozenAt = broken.times.drawnAt;
  const result = verifyCertificate(broken);
  for (const locale of ["en", "es"] as const) {
    const html = render(<Outcome result={result} />, locale);
    expect(html.match(/<li>/g)).toHaveLength(result.faults.length);
    expect(html).not.toContain("{");
    expect(render(<VerifyFile />, locale)).toContain('type="file"');
    expect(render(<TicketProof drawingId={view.id} ticket="LPL-27-0311-0001" />, locale)).toContain("/api/draws/");
  }
  expect(render(<Outcome result={{ ok: true, faults: [], chain: "quicknet" }} />)).toContain("League of Entropy");
});
