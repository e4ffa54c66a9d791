import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import type { DrawView } from "@/server/draws/draw-view";
import type { Verification } from "@/server/draws/verify";
import { ChainWords, Outcome } from "./outcome";

type Check = "none" | "running" | "failed" | Pick<Verification, "ok" | "faults" | "chain">;

/** The record of a draw, checked in this browser by the same code that anybody can run elsewhere. */
export function CheckCertificate({ view }: { view: DrawView }) {
  const t = useTranslations("draws");
  const format = useFormatter();
  const [check, setCheck] = useState<Check>("none");
  const begun = useRef(false);
  const done = view.phase === "done";
  const { id } = view;
  const root = view.list?.root;

  const run = useCallback(async () => {
    setCheck("running");
    try {
      const [{ verifyCertificate }, answer] = await Promise.all([
        import("@/server/draws/verify"),
        fetch(`/draws/${id}/certificate.json`),
      ]);
      if (!answer.ok) throw new Error(String(answer.status));
      setCheck(verifyCertificate(await answer.json(), { publishedRoot: root }));
    } catch {
      setCheck("failed");
    }
  }, [id, root]);

  useEffect(() => {
    if (!done || begun.current) return;
    begun.current = true;
    run();
  }, [done, run]);

  const byHand = view.method === "hand";
  if (!view.beacon && !(byHand && view.list)) return null;
  const hash = (text: string) => <span className="hash">{text}</span>;
  const facts = [
    ...(view.beacon && !byHand
      ? [
          {
            term: t("check.beacon"),
            value: t("check.beaconText", { round: format.number(view.beacon.round) }),
          },
          { term: t("check.chain"), value: hash(view.beacon.chainHash) },
        ]
      : []),
    ...(view.list ? [{ term: t("check.root"), value: hash(view.list.root) }] : []),
    ...(view.result
      ? [
          { term: t("check.value"), value: hash(view.result.randomness) },
          { term: t("check.seed"), value: hash(view.result.seed) },
        ]
      : []),
  ];
  return (
    <section className="section" aria-labelledby="ce">
      <div className="cert">
        <div className="head">
          <h2 id="ce">{t("check.title")}</h2>
          {typeof check === "object" && check.ok ? (
            <p className="checked" role="status">
              {t("check.ok")}
            </p>
          ) : null}
        </div>
        <p className="measure">{byHand ? t("check.whyHand") : view.renewed ? t("check.whyRenewed") : t("check.why")}</p>
        <div className="mt-3 mb-3">
          <Facts facts={facts} />
        </div>
        {check === "running" ? <p role="status">{t("check.running")}</p> : null}
        {check === "failed" ? (
          <p className="note note--bad" role="alert">
            {t("check.failed")}
          </p>
        ) : null}
        {typeof check === "object" && check.ok ? (
          <p className="small muted measure">
            <ChainWords chain={check.chain} />
          </p>
        ) : null}
        {typeof check === "object" && !check.ok ? <Outcome result={check} /> : null}
        <div className="half mt-3">
          <div className="stack">
            <h3 className="h4">{t("check.ways")}</h3>
            <p className="small">
              {t.rich("check.waysText", { method: (text) => <a href="/draws/method">{text}</a> })}
            </p>
            <div className="row">
              {done ? (
                <>
                  <Button type="button" onClick={run} disabled={check === "running"}>
                    {t("check.again")}
                  </Button>
                  <a className="btn btn--line" href={`/draws/${id}/certificate.json`} download>
                    {t("check.save")}
                  </a>
                </>
              ) : view.list ? (
                <a className="btn btn--line" href={`/draws/${id}/list.json`} download>
                  {t("check.saveList")}
                </a>
              ) : null}
            </div>
          </div>
          <div>
            <p className="label mb-1">{t("check.command")}</p>
            <pre className="wraps">npm run -s cli -- verify certificate.json</pre>
          </div>
        </div>
      </div>
    </section>
  );
}
