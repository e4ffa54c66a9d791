import { readFile } from "node:fs/promises";
import words from "../messages/en/draws.json";
import { proofHolds, readProof } from "../server/draws/membership";
import { type Fault, verifyCertificate } from "../server/draws/verify";
import type { Io } from "./io";

export const VERIFY_USAGE = `verify FILE [--root HEX] [--json]
  Checks a draw's certificate, or the proof of a ticket, without network or database.
  --root HEX  the root one has from elsewhere, such as one's own mail; another list is then found too
  --json      prints {"ok","kind","chain","faults":[{"code","params","text"}]}
`;

/** A fault in words: those of the page, in English. */
export function faultText(fault: Fault): string {
  return words.faults[fault.code].replace(/\{(\w+)\}/g, (whole, name: string) => String(fault.params[name] ?? whole));
}

interface Report {
  ok: boolean;
  kind: "certificate" | "proof";
  chain: "quicknet" | "other" | null;
  faults: Fault[];
  facts: string[];
}

function check(text: string, root: string | undefined): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, kind: "certificate", chain: null, faults: [{ code: "not-json", params: {} }], facts: [] };
  }
  const proof = readProof(value);
  if (proof) {
    const faults: Fault[] = [];
    if (root !== undefined && root !== proof.list.root) {
      faults.push({ code: "published-root", params: { said: root, found: proof.list.root } });
    }
    if (!proofHolds(proof)) faults.push({ code: "proof", params: { ticket: proof.ticket } });
    const facts = [
      `list      ${proof.list.count} tickets, root ${proof.list.root}`,
      `ticket    ${proof.ticket}, place ${proof.entry + 1}`,
    ];
    return { ok: faults.length === 0, kind: "proof", chain: null, faults, facts };
  }
  const { ok, faults, chain, certificate } = verifyCertificate(
    value,
    root === undefined ? {} : { publishedRoot: root },
  );
  const facts = certificate
    ? [
        `raffle    ${certificate.raffle.number} ${certificate.raffle.title}`,
        `list      ${certificate.list.entries.length} tickets, root ${certificate.list.root}`,
        `drawing   ${certificate.drawing.kind} ${certificate.drawing.position}`,
        certificate.beacon
          ? `beacon    round ${certificate.beacon.round} of ${
              chain === "quicknet" ? "the League of Entropy's quicknet" : `the chain ${certificate.beacon.chainHash}`
            }`
          : "by hand   the seal over list, winners and films was checked; compare the winners with the film",
        ...certificate.winners.map((winner) => `winner    ${winner.label}: ${winner.ticket}`),
      ]
    : [];
  return { ok, kind: "certificate", chain, faults, facts };
}

/**
 * `verify FILE`: prints `ok`, or a line for each thing that is wrong, and answers 0 or 1; 2 for a command that makes no
 * sense. What was checked goes to standard error.
 */
export async function verify(argv: string[], io: Io): Promise<number> {
  const args = [...argv];
  const json = args.includes("--json");
  if (json) args.splice(args.indexOf("--json"), 1);
  const rootAt = args.indexOf("--root");
  const root = rootAt < 0 ? undefined : args.splice(rootAt, 2)[1]?.toLowerCase();
  const file = args[0];
  if (file === undefined || args.length > 1 || (rootAt >= 0 && !/^[0-9a-f]{64}$/.test(root ?? ""))) {
    io.error.write(VERIFY_USAGE);
    return 2;
  }
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const why = `${file} cannot be read: ${(error as Error).message}`;
    const answer = {
      ok: false,
      kind: null,
      chain: null,
      faults: [{ code: "unreadable", params: { file }, text: why }],
    };
    io.output.write(json ? `${JSON.stringify(answer)}\n` : `${why}\n`);
    return 1;
  }
  const report = check(text, root);
  if (json) {
    const faults = report.faults.map((fault) => ({ ...fault, text: faultText(fault) }));
    const { ok, kind, chain } = report;
    io.output.write(`${JSON.stringify({ ok, kind, chain, faults })}\n`);
  } else {
    for (const fact of report.facts) io.error.write(`${fact}\n`);
    io.output.write(report.ok ? "ok\n" : `${report.faults.map(faultText).join("\n")}\n`);
  }
  return report.ok ? 0 : 1;
}
