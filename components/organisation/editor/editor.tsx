"use client";

import { useRouter } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Note } from "@/components/ui/note";
import type { DraftFault } from "@/server/games/raffles/draft";
import { type Arrangement, arrangeForm } from "@/server/games/raffles/form/arrange-form";
import type { RaffleForm } from "@/server/games/raffles/form/raffle-form";
import { type AreaAnswer, type ReadingRules, readRaffleForm } from "@/server/games/raffles/form/read-form";
import { formatMoney } from "@/server/kernel/money";
import { Editing, type EditorContext } from "./editor-context";
import { EditorParts } from "./editor-parts";
import { type FaultTexts, faultWords, fieldWords } from "./fault-words";
import { type Part, partOf } from "./parts";
import { type Told, useAutosave } from "./use-autosave";

export interface EditorStart {
  raffleId: string;
  part: Part;
  form: RaffleForm;
  revision: number;
  areas: Array<[string, AreaAnswer]>;
  listsPerGame: boolean;
  earlyBirdCostAllowed: boolean;
  issued: number;
  currency: string;
  feeBasisPoints: number;
  /** Whether somebody wanted to go on and something was wrong: then all of it is said. */
  isChecked: boolean;
  /** Why something could not be done to the rows, where the page came back without scripts. */
  refused: string | null;
  told: Told[];
}

/** As long as a press on a button takes. */
const PRESS_MS = 250;

/** One part of a raffle's form: saved as one types, and whole without scripts by its buttons. */
export function Editor({
  start,
  action,
  children,
}: {
  start: EditorStart;
  action: (data: FormData) => Promise<void>;
  /** What stands beside the fields: the map, the plan. */
  children?: ReactNode;
}) {
  const t = useTranslations("editor");
  const organisation = useTranslations("organisation");
  const structures = useTranslations("structures");
  const locale = useLocale();
  const router = useRouter();
  const { raffleId, part } = start;
  const formId = `raffle-${raffleId}-${part}`;
  const autosave = useAutosave(raffleId, formId, start);
  const { form, change, save, sending, staying, state, answer, earlier, revision, local } = autosave;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState(start.refused);
  const [isChecked, setIsChecked] = useState(start.isChecked);
  const [told, setTold] = useState<Told[]>(start.told);
  const [theirs, setTheirs] = useState<ReadonlyMap<string, { text: string; byName: string }>>(new Map());
  const [areas, setAreas] = useState(start.areas);
  const [said, setSaid] = useState("");
  const focusNext = useRef<string | null>(null);

  useEffect(() => {
    if (!answer) return;
    setAreas((before) => [...new Map([...before, ...answer.areas])]);
    if (answer.told.length > 0) setTold((before) => [...before, ...answer.told]);
    if (answer.conflicts.length > 0) {
      setTheirs((before) => {
        const next = new Map(before);
        for (const { field, theirs: text } of answer.conflicts) {
          next.set(field, { text, byName: answer.told.findLast((one) => one.field === field)?.byName ?? "" });
        }
        return next;
      });
    }
  }, [answer]);

  useEffect(() => {
    if (earlier.size === 0) return;
    setTheirs(
      (before) => new Map([...[...earlier].map(([name, text]) => [name, { text, byName: "" }] as const), ...before]),
    );
  }, [earlier]);

  useEffect(() => {
    if (!focusNext.current) return;
    const element = document.getElementById(focusNext.current);
    focusNext.current = null;
    element?.focus();
    element?.scrollIntoView({ block: "nearest" });
  });

  const rules: ReadingRules = useMemo(
    () => ({
      areas: new Map(areas),
      listsPerGame: start.listsPerGame,
      earlyBirdCostAllowed: start.earlyBirdCostAllowed,
      issued: start.issued,
    }),
    [areas, start.listsPerGame, start.earlyBirdCostAllowed, start.issued],
  );
  const read = useMemo(() => readRaffleForm(form, rules), [form, rules]);
  const texts: FaultTexts = {
    editor: t,
    structures,
    organisation,
    money: (minor) => formatMoney(minor, start.currency, locale),
  };
  const words = (fault: DraftFault & { at?: string }) => faultWords(fault, texts, read.draft.drawings);
  const own = read.faults.filter(({ field }) => partOf(field) === part);

  const editor: EditorContext = {
    raffleId,
    form,
    rules,
    read,
    currency: start.currency,
    feeBasisPoints: start.feeBasisPoints,
    set: (field, value) => change({ ...local.current, [field]: value }),
    leave: (field) => {
      // The press that left the field ends first: an error line that appears under it would move the button away.
      setTimeout(() => {
        setLeft((before) => (before.has(field) ? before : new Set([...before, field])));
        if (/^drawing\..+\.trigger/.test(field)) arrange({ do: "sort" });
      }, PRESS_MS);
    },
    errorOf: (field) => {
      const fault = own.find((one) => one.field === field);
      if (!fault) return undefined;
      return isChecked || (left.has(field) && !fault.isMissing) ? words(fault) : undefined;
    },
    theirsOf: (field) => theirs.get(field),
    takeTheirs: (field) => {
      const theirText = theirs.get(field)?.text ?? "";
      setTheirs((before) => new Map([...before].filter(([name]) => name !== field)));
      change({ ...local.current, [field]: theirText });
    },
    arrange,
    goToPicture: (field) => {
      void save().then(() => router.push(`/organisation/raffles/${raffleId}/edit/picture?of=${field}`));
    },
  };

  function arrange(wish: Arrangement, focus?: string): void {
    const arranged = arrangeForm(local.current, wish, rules);
    if (!arranged.ok) {
      setRefused(arranged.faults[0]?.code ?? "noSuchPlace");
      return;
    }
    setRefused(null);
    focusNext.current = focus ?? (arranged.added ? firstField(arranged.added) : null);
    if (wish.do.startsWith("move")) setSaid(t("moved"));
    change(arranged.form);
  }

  return (
    <Editing value={editor}>
      <form
        id={formId}
        action={action}
        noValidate
        // What a browser writes into the fields by itself would count as typed.
        autoComplete="off"
        onSubmit={(event) => {
          // Going on is the server's word; what is wrong in this part is said first, without a way there and back.
          const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
          if (button?.value === "next" && !own.every(({ isMissing }) => isMissing) && !isChecked) {
            event.preventDefault();
            setIsChecked(true);
            staying();
            void save();
            return;
          }
          const underWay = sending();
          if (!underWay) return;
          event.preventDefault();
          const whole = event.currentTarget;
          void underWay.then(() => whole.isConnected && whole.requestSubmit(button));
        }}
      >
        <button type="submit" name="do" value="stay" hidden tabIndex={-1} aria-hidden="true" />
        <input type="hidden" name="raffleId" value={raffleId} />
        <input type="hidden" name="part" value={part} />
        <input type="hidden" name="revision" value={revision} />
        <input type="hidden" name="seen" value={isChecked ? "1" : ""} />
        {isChecked && own.length > 0 ? (
          <ErrorSummary
            key={`faults-${start.revision}`}
            title={t("faultCount", { count: own.length })}
            faults={own.map((fault) => ({ field: fault.field, text: words(fault) }))}
          >
            {t("kept")}
          </ErrorSummary>
        ) : null}
        {refused ? (
          <div className="mb-4">
            <Note kind="bad" live title={t("refused")}>
              {words({ field: "drawings", code: refused })}
            </Note>
          </div>
        ) : null}
        <Changes told={told} onClose={() => setTold([])} />
        <div className={children ? "editor editor--beside" : "editor"}>
          <div className="editor__fields">
            <EditorParts part={part} />
          </div>
          {children ? <aside className="editor__beside">{children}</aside> : null}
        </div>
        <p className="vh" role="status">
          {said}
        </p>
        <div className="editor__end">
          <div className="row">
            <Button name="do" value="next">
              {t(isChecked && own.length > 0 ? "goOnAnyway" : "next")}
            </Button>
            <Button kind="line" name="do" value="list">
              {t("toList")}
            </Button>
          </div>
          <p className={state === "offline" || state === "refused" ? "small err" : "small muted"} role="status">
            {t(`state.${state}`)}
          </p>
        </div>
      </form>
    </Editing>
  );
}

/** The field of a new row that is written first. */
function firstField(row: string): string {
  const names: Record<string, string> = {
    permission: "area",
    exclusion: "area",
    level: "count",
    place: "name",
    drawing: "triggerCount",
    prize: "heading",
  };
  return `${row}.${names[row.split(".")[0]!] ?? "heading"}`;
}

/** What others changed since this page was opened: who, which field, before and after. */
function Changes({ told, onClose }: { told: Told[]; onClose: () => void }) {
  const t = useTranslations("editor");
  const format = useFormatter();
  if (told.length === 0) return null;
  return (
    <div className="mb-4">
      <Note kind="plain" live title={t("toldTitle", { count: told.length })}>
        <ul className="stack stack--1 mt-2">
          {told.map((one) => (
            <li key={`${one.revision} ${one.field}`} className="small">
              {isOrder(one.field)
                ? t("toldOrder", { name: one.byName, field: fieldWords(one.field, t) })
                : t("told", {
                    name: one.byName,
                    field: fieldWords(one.field, t),
                    before: one.before || t("nothing"),
                    after: one.after || t("nothing"),
                  })}{" "}
              <time dateTime={one.at} className="muted">
                {format.dateTime(new Date(one.at), { hour: "numeric", minute: "2-digit" })}
              </time>
            </li>
          ))}
        </ul>
        <div className="mt-3">
          <Button type="button" kind="line" small onClick={onClose}>
            {t("toldRead")}
          </Button>
        </div>
      </Note>
    </div>
  );
}

function isOrder(field: string): boolean {
  return field === "layout" || field.startsWith("order.");
}
