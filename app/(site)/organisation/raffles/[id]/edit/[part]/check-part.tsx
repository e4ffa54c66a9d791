import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import { faultWords } from "@/components/organisation/editor/fault-words";
import { PARTS, partOf } from "@/components/organisation/editor/parts";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { findActivationFaults } from "@/server/games/raffles/activate-raffle";
import type { DraftFault } from "@/server/games/raffles/draft";
import type { OpenForm } from "@/server/games/raffles/form/save-form";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { formatMoney } from "@/server/kernel/money";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { handIn } from "../../actions";

/** Everything that keeps the raffle from going, part by part, each a link to its field; and the button where nothing does. */
export async function CheckPart({ open, deps }: { open: OpenForm; deps: RaffleDeps }) {
  const { raffle, read } = open;
  const t = await getTranslations("editor");
  const texts = {
    editor: t,
    structures: await getTranslations("structures"),
    organisation: await getTranslations("organisation"),
    money: (
      (locale) => (minor: number) =>
        formatMoney(minor, raffle.draft.currency, locale)
    )(await getLocale()),
  };
  const own = new Map<string, DraftFault & { at: string }>(read.faults.map((fault) => [fault.field, fault]));
  // What the law and the plan say is asked of what is stored; while a part is wrong, that is not what stands in the form.
  for (const fault of await findActivationFaults(deps, raffle)) {
    const field = read.fieldOf(fault.field);
    if (fault.code !== "formUnfinished" && !own.has(field)) own.set(field, { ...fault, field, at: fault.field });
  }
  const faults = [...own.values()];
  const base = `/organisation/raffles/${raffle.id}`;
  if (faults.length === 0) {
    const running = await getTranslations("running");
    const itself = (await loadVenueSettings(deps.db)).activation_mode === "organisation";
    return (
      <div className="measure">
        <Note title={t("ready")}>{t("readyText")}</Note>
        <div className="row mt-5 mb-4">
          <ButtonLink kind="line" href={`${base}/preview`}>
            {t("preview")}
          </ButtonLink>
        </div>
        {raffle.facts.state === "pending-activation" ? (
          <p>{t("waits")}.</p>
        ) : (
          <>
            <p className="muted mb-3">{texts.organisation("activate.lead")}</p>
            <FieldForm
              action={handIn}
              start={formStart({ raffleId: raffle.id })}
              submit={itself ? texts.organisation("activate.submit") : running("request.submit")}
              fields={[
                { kind: "hidden", name: "raffleId" },
                ...(itself
                  ? []
                  : [
                      {
                        kind: "lines" as const,
                        name: "note",
                        label: running("request.note"),
                        hint: running("request.noteHint"),
                        rows: 3,
                      },
                    ]),
              ]}
            />
          </>
        )}
      </div>
    );
  }
  const parts = PARTS.filter((part) => faults.some(({ field }) => partOf(field) === part));
  return (
    <div className="measure">
      <Note kind="bad" title={t("notReady", { count: faults.length })}>
        {t("notReadyText")}
      </Note>
      {parts.map((part) => (
        <section key={part} className="mt-5" aria-labelledby={`check-${part}`}>
          <h2 className="h4" id={`check-${part}`}>
            {t(`part.${part}.title`)}
          </h2>
          <ul className="checks mt-2">
            {faults
              .filter(({ field }) => partOf(field) === part)
              .map((fault) => (
                <li key={fault.field}>
                  {part === "check" ? (
                    faultWords(fault, texts, read.draft.drawings)
                  ) : (
                    <Link href={`${base}/edit/${part}?checked=1#${fault.field}`}>
                      {faultWords(fault, texts, read.draft.drawings)}
                    </Link>
                  )}
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
