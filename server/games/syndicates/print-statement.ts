import { findGame } from "@/server/lotteries/catalogue";
import type { Entry } from "@/server/lotteries/selection";
import { statementPdf } from "./adapters/statement-pdf";
import { type Statement, statementKey } from "./statement";

type Say = (key: string, fill?: Record<string, string | number>) => string;

/** What anybody needs to check a statement: the text as it was signed, the signature, and the key. */
export function checkableStatement(signed: { body: string; signature: string }, venueSecret: string): string {
  const { body, signature } = signed;
  const publicKey = statementKey(venueSecret);
  return `${JSON.stringify({ statement: body, signature, algorithm: "Ed25519", publicKey }, null, 2)}\n`;
}

/** A member's statement as a PDF in their language, with what is needed to check it inside (S5). */
export function printStatement(
  signed: { body: string; signature: string },
  owner: { name: string; locale: string },
  venueSecret: string,
  say: Say,
): Promise<Buffer> {
  const statement = JSON.parse(signed.body) as Statement;
  const own = statement.shares.reduce((sum, { weight }) => sum + weight, 0);
  const words = (key: string, fill?: Record<string, string | number>) => say(`syndicates.statement.${key}`, fill);
  const entries = statement.entries as readonly Entry[];
  return statementPdf({
    locale: owner.locale,
    title: words("title", { name: statement.name }),
    intro: words("intro"),
    facts: [
      { term: words("owner"), value: owner.name },
      { term: words("shares"), value: statement.shares.map(({ number }) => number).join(", ") },
      { term: words("part"), value: words("partOf", { own, total: statement.totalWeight }) },
      { term: words("lottery"), value: findGame(statement.lottery)?.name ?? statement.lottery },
      { term: words("draws"), value: statement.draws.join(", ") },
      { term: words("reference"), value: statement.reference },
      { term: words("dated"), value: statement.datedAt },
      { term: words("conditions"), value: statement.conditions },
    ],
    linesTitle: words("lines"),
    lines: entries.map(({ main, bonus }, at) => {
      const numbers = bonus.length > 0 ? `${main.join(" ")} + ${bonus.join(" ")}` : main.join(" ");
      return `${String(at + 1).padStart(3)}  ${numbers}`;
    }),
    signatureTitle: words("signature"),
    signature: signed.signature,
    foot: words("foot"),
    attachment: { name: "statement.json", json: checkableStatement(signed, venueSecret) },
  });
}
