"use client";

import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import { Facts } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import type { MembershipProof } from "@/server/draws/membership";
import type { AnyCertificate, Verification } from "@/server/draws/verify";
import { kindOf } from "./drawing-name";
import { Outcome } from "./outcome";

type Result =
  | { kind: "certificate"; result: Verification; certificate: AnyCertificate | null }
  | { kind: "proof"; proof: MembershipProof; holds: boolean };

const LARGEST_MEGABYTES = 512;

async function check(text: string, publishedRoot: string): Promise<Result> {
  const [{ verifyCertificate }, { proofHolds, readProof }] = await Promise.all([
    import("@/server/draws/verify"),
    import("@/server/draws/membership"),
  ]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const result: Verification = {
      ok: false,
      faults: [{ code: "not-json", params: {} }],
      chain: null,
      certificate: null,
    };
    return { kind: "certificate", result, certificate: null };
  }
  const proof = readProof(value);
  if (proof) {
    const same = publishedRoot === "" || publishedRoot === proof.list.root;
    return { kind: "proof", proof, holds: same && proofHolds(proof) };
  }
  const result = verifyCertificate(value, publishedRoot ? { publishedRoot } : {});
  return { kind: "certificate", result, certificate: result.certificate };
}

/** Takes a certificate or a ticket's proof and checks it here; the file stays on the reader's computer. */
export function VerifyFile() {
  const t = useTranslations("draws");
  const [root, setRoot] = useState("");
  const [state, setState] = useState<"idle" | "running" | "too-large" | Result>("idle");
  const [over, setOver] = useState(false);
  const asked = root.trim().toLowerCase();
  const rootWrong = asked !== "" && !/^[0-9a-f]{64}$/.test(asked);

  async function take(file: File | undefined) {
    if (!file || rootWrong) return;
    if (file.size > LARGEST_MEGABYTES * 1_000_000) return setState("too-large");
    setState("running");
    setState(await check(await file.text(), asked));
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }

  return (
    <div className="measure">
      <Field
        name="root"
        label={t("verify.root")}
        hint={t("verify.rootHint")}
        value={root}
        onChange={(event) => setRoot(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        error={rootWrong ? t("verify.rootWrong") : undefined}
      />
      <label
        className={over ? "drop drop--over mt-3" : "drop mt-3"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className="label">{t("verify.file")}</span>
        <span className="small muted">{t("verify.fileHint")}</span>
        <input type="file" accept="application/json,.json" onChange={(event) => take(event.target.files?.[0])} />
      </label>
      <div className="mt-3" aria-live="polite">
        {state === "running" ? <p role="status">{t("check.running")}</p> : null}
        {state === "too-large" ? <p className="note note--bad">{t("verify.tooLarge")}</p> : null}
        {typeof state === "object" && state.kind === "certificate" ? (
          <>
            <Outcome result={state.result} />
            {state.certificate ? <Record certificate={state.certificate} /> : null}
          </>
        ) : null}
        {typeof state === "object" && state.kind === "proof" ? <Proof proof={state.proof} holds={state.holds} /> : null}
      </div>
    </div>
  );
}

function Record({ certificate }: { certificate: AnyCertificate }) {
  const t = useTranslations("draws");
  return (
    <div className="mt-3">
      <Facts
        facts={[
          { term: t("verify.raffle"), value: `${certificate.raffle.number} ${certificate.raffle.title}` },
          { term: t("verify.organisation"), value: certificate.organisation.name },
          {
            term: t("verify.drawing"),
            value: t(`kind.${kindOf(certificate.drawing.kind)}`, { position: certificate.drawing.position }),
          },
          { term: t("verify.tickets"), value: certificate.list.entries.length },
          { term: t("check.root"), value: <span className="hash">{certificate.list.root}</span> },
          ...certificate.winners.slice(0, 20).map((winner) => ({
            term: t("prize", { position: winner.level }),
            value: <span className="mono">{winner.ticket}</span>,
          })),
        ]}
      />
    </div>
  );
}

function Proof({ proof, holds }: { proof: MembershipProof; holds: boolean }) {
  const t = useTranslations("draws");
  return (
    <>
      <p className={holds ? "note" : "note note--bad"} role={holds ? "status" : "alert"}>
        {holds
          ? t("proof.holds", { ticket: proof.ticket, place: proof.entry + 1, count: proof.list.count })
          : t("proof.fails", { ticket: proof.ticket })}
      </p>
      <div className="mt-3">
        <Facts
          facts={[
            { term: t("verify.raffle"), value: proof.drawing.title },
            { term: t("check.root"), value: <span className="hash">{proof.list.root}</span> },
          ]}
        />
      </div>
      <p className="mt-2">
        <a href={`/draws/${encodeURIComponent(proof.drawing.id)}`}>{t("proof.compare")}</a>
      </p>
    </>
  );
}
