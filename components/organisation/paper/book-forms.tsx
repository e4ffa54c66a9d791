import { useTranslations } from "next-intl";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, type FormAction, formStart, type Option } from "@/components/people/form-spec";
import { Panel } from "@/components/ui/panel";

interface BookView {
  id: string;
  state: "ready" | "issued" | "returned" | "voided";
  label: string;
  size: number;
  sellerId: string | null;
  soldCount: number | null;
  spoiledCount: number | null;
  moneyMinor: number | null;
  note: string;
  entered: number;
  enteredMinor: number;
}

const amount = (minor: number) => (minor / 100).toFixed(2);

/** What may be done with one book in its state, each in a form of its own. */
export function BookForms({
  raffleId,
  book,
  sellers,
  change,
}: {
  raffleId: string;
  book: BookView;
  sellers: Option[];
  change: FormAction;
}) {
  const t = useTranslations("paper.books");
  const hidden: FieldSpec[] = ["raffleId", "bookId", "act"].map((name) => ({ kind: "hidden", name }));
  const start = (act: string, values: Record<string, string> = {}) =>
    formStart({ raffleId, bookId: book.id, act, ...values });
  const out = book.state === "ready" || book.state === "issued";
  return (
    <section className="mt-5" id="book" aria-labelledby="this-book">
      <Panel>
        <h3 id="this-book" className="h4 mb-3">
          {t("one", { label: book.label })}
        </h3>
        {out ? (
          sellers.length === 0 ? (
            <p className="muted">{t("noSellers")}</p>
          ) : (
            <FieldForm
              action={change}
              kind={book.state === "ready" ? "main" : "line"}
              start={start("issue", { sellerId: book.sellerId ?? "" })}
              submit={t(book.state === "ready" ? "issue" : "handOver")}
              fields={[
                ...hidden,
                { kind: "select", name: "sellerId", label: t("issueTo"), options: sellers, width: "medium" },
              ]}
            />
          )
        ) : null}
        {book.state === "issued" || book.state === "returned" ? (
          <div className="mt-5 rule-top">
            <h4 className="h4 mt-4 mb-2">{t("returnTitle")}</h4>
            <p className="muted mb-3">{t("returnText", { entered: book.entered, size: book.size })}</p>
            <FieldForm
              action={change}
              kind={book.state === "issued" ? "main" : "line"}
              start={start("return", {
                soldCount: String(book.soldCount ?? book.entered),
                spoiledCount: String(book.spoiledCount ?? 0),
                money: amount(book.moneyMinor ?? book.enteredMinor),
                note: book.note,
              })}
              submit={t(book.state === "issued" ? "return" : "correct")}
              fields={[
                ...hidden,
                { kind: "text", name: "soldCount", label: t("soldCount"), inputMode: "numeric", width: "small" },
                {
                  kind: "text",
                  name: "spoiledCount",
                  label: t("spoiledCount"),
                  hint: t("spoiledHint"),
                  inputMode: "numeric",
                  width: "small",
                },
                { kind: "text", name: "money", label: t("moneyIn"), inputMode: "decimal", width: "small" },
                { kind: "text", name: "note", label: t("note") },
              ]}
            />
          </div>
        ) : null}
        {out && book.entered === 0 ? (
          <div className="mt-5 rule-top">
            <h4 className="h4 mt-4 mb-2">{t("voidTitle")}</h4>
            <FieldForm
              action={change}
              kind="stop"
              start={start("void")}
              submit={t("void")}
              fields={[...hidden, { kind: "text", name: "voidNote", label: t("note"), hint: t("voidHint") }]}
            />
          </div>
        ) : null}
        {book.state === "ready" && book.entered === 0 ? (
          <div className="mt-4">
            <FieldForm action={change} kind="line" small start={start("remove")} submit={t("remove")} fields={hidden} />
          </div>
        ) : null}
        {book.state === "voided" || book.state === "returned" ? (
          <div className="mt-4">
            <FieldForm action={change} kind="line" small start={start("reopen")} submit={t("reopen")} fields={hidden} />
          </div>
        ) : null}
      </Panel>
    </section>
  );
}
