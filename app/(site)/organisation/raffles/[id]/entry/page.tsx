import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { OrderWatch } from "@/components/checkout/order-watch";
import { ImportList } from "@/components/organisation/paper/import-list";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { listNewEntries, readEntryState } from "@/server/tickets/paper/enter-tickets";
import { readImport, readImports, reasonText, runImports } from "@/server/tickets/paper/import-entries";
import { readBooks } from "@/server/tickets/paper/manage-books";
import { readOwnRequest } from "@/server/tickets/paper/request-manual-entry";
import { askedFault } from "../../../../asked-fault";
import { askForEntry, enterByHand, stopFile } from "../paper-actions";
import { paperScope } from "../paper-scope";
import { entryFields } from "./fields";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("entry.title") };
}

/** Rows that wait are moved on a little by whoever looks, so that a file gets done without a worker too. */
const WHILE_LOOKING_MS = 400;

export default async function EntryPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const t = await getTranslations("paper");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const sent = await searchParams;
  const asked = Object.fromEntries(
    Object.entries(sent).map(([key, value]) => [key, (Array.isArray(value) ? value[0] : value) ?? ""]),
  );
  const { by, raffles, paper, books } = await paperScope(`/organisation/raffles/${id}/entry`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const state = await readEntryState(paper, by, id);
  if (asked.file) await runImports(paper, { forMs: WHILE_LOOKING_MS, importId: asked.file }).catch(() => 0);
  const [{ sellers }, entries, imports, request, file] = await Promise.all([
    readBooks(books, by, id),
    listNewEntries(paper, by, id),
    readImports(paper, by, id),
    readOwnRequest(paper, by, id),
    asked.file
      ? readImport(paper, by, asked.file).catch((error: unknown) => {
          if (isAppError(error) && error.status === 404) return null;
          throw error;
        })
      : null,
  ]);
  const { currency } = raffle.draft;
  const code = askedFault(asked.fault);
  const fault =
    code && t.has(`refusals.${code}`)
      ? faultText(t, asked, imports, format)
      : asked.fault
        ? t("refusals.unexpected")
        : null;
  const running = imports.some((one) => one.state === "waiting" || one.state === "running");
  const say = (key: string, fill?: Record<string, string | number>) => t(key.replace(/^paper\./, ""), fill);
  return (
    <Page
      wide
      title={t("entry.title")}
      lead={t("entry.lead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("entry.title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="entry" />
      <OrderWatch settled={!running} />
      {asked.asked ? (
        <div className="mb-4">
          <Note live title={t("entry.asked")} />
        </div>
      ) : null}
      {state.closed ? (
        <div className="measure mb-5">
          <Note kind="plain" title={t("entry.closed")}>
            <p>{t(`refusals.${state.closed}`, { area: state.lawArea ?? "" })}</p>
            {request?.state === "refused" && request.reason ? (
              <p className="mt-2">{t("entry.refusedBecause", { reason: request.reason })}</p>
            ) : null}
          </Note>
          {state.closed === "entryNotGranted" && request?.state !== "open" ? (
            <div className="mt-4">
              <FieldForm
                action={askForEntry}
                start={formStart({ raffleId: id })}
                submit={t("entry.ask")}
                fields={[
                  { kind: "hidden", name: "raffleId" },
                  { kind: "lines", name: "note", label: t("entry.askNote"), hint: t("entry.askHint"), rows: 3 },
                ]}
              />
            </div>
          ) : null}
          {request?.state === "open" ? <p className="mt-3">{t("entry.waits")}</p> : null}
        </div>
      ) : (
        <>
          <section className="measure" aria-labelledby="one">
            <h2 id="one" className="mb-3">
              {t("entry.one")}
            </h2>
            <FieldForm
              action={enterByHand}
              start={formStart({ raffleId: id, key: newId(), quantity: "1", paidBy: "cash" })}
              submit={t("entry.submit")}
              fields={await entryFields(state.raffle, sellers)}
            />
          </section>
          <section className="measure mt-6" id="file" aria-labelledby="many">
            <h2 id="many" className="mb-3">
              {t("import.title")}
            </h2>
            <p className="mb-3">
              {t.rich("import.lead", {
                template: (text) => (
                  <a href="/api/paper/template" download>
                    {text}
                  </a>
                ),
              })}
            </p>
            {fault ? (
              <div className="mb-4">
                <Note kind="bad" live title={t("import.notTaken")}>
                  <p>{fault}</p>
                </Note>
              </div>
            ) : null}
            <form method="post" encType="multipart/form-data" action={`/api/paper/imports?raffle=${id}`}>
              <div className="field">
                <label htmlFor="csv">{t("import.file")}</label>
                <p className="hint" id="csv-hint">
                  {t("import.fileHint")}
                </p>
                <input id="csv" type="file" name="file" accept=".csv,.txt,text/csv" aria-describedby="csv-hint" />
              </div>
              <div className="row mt-4">
                <Button kind="line">{t("import.submit")}</Button>
              </div>
            </form>
            {asked.ignored ? (
              <p className="muted small mt-3">{t("import.ignored", { columns: asked.ignored.slice(0, 200) })}</p>
            ) : null}
          </section>
        </>
      )}
      {imports.length > 0 ? (
        <ImportList
          raffleId={id}
          shown={
            file
              ? {
                  ...file,
                  refusedRows: file.refusedRows.map((one) => ({
                    line: one.line,
                    email: one.fields.email ?? "",
                    reason: reasonText(say, one.code, one.params),
                  })),
                }
              : null
          }
          imports={imports}
          stop={stopFile}
        />
      ) : null}
      <section className="mt-6">
        <h2 className="mb-3">{t("entry.latest")}</h2>
        {entries.length === 0 ? (
          <Empty title={t("entry.none")}>{t("entry.noneText")}</Empty>
        ) : (
          <Table
            label={t("entry.latest")}
            columns={[
              { heading: t("entry.holder") },
              { heading: t("entry.count"), numeric: true },
              { heading: t("entry.paid"), numeric: true },
              { heading: t("entry.paidBy") },
              { heading: t("entry.seller") },
              { heading: t("entry.numbers") },
              { heading: t("entry.at") },
            ]}
            keys={entries.map(({ orderId }) => orderId)}
            rows={entries.map((one) => [
              one.holder,
              format.number(one.quantity),
              <Money key="paid" minor={one.totalMinor} currency={currency} />,
              t(`paidBy.${one.paidBy}`),
              one.seller ?? "–",
              <span key="numbers" className="mono small">
                {one.numbers.slice(0, 3).join(", ")}
                {one.quantity > 3 ? " …" : ""}
              </span>,
              format.dateTime(one.enteredAt, {
                dateStyle: "medium",
                timeStyle: "short",
                timeZone: raffle.draft.timeZone,
              }),
            ])}
          />
        )}
      </section>
    </Page>
  );
}

type Texts = Awaited<ReturnType<typeof getTranslations<"paper">>>;

function faultText(
  t: Texts,
  asked: Record<string, string>,
  imports: ReadonlyArray<{ id: string; createdAt: Date }>,
  format: Awaited<ReturnType<typeof getFormatter>>,
): string {
  const { fault, ...rest } = asked;
  const same = imports.find(({ id }) => id === asked.file);
  const numbers = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, /^\d{1,9}$/.test(value) ? Number(value) : value.slice(0, 200)]),
  );
  const date = same ? format.dateTime(same.createdAt, { dateStyle: "medium", timeStyle: "short" }) : "";
  try {
    return t(`refusals.${fault}`, {
      most: 0,
      megabytes: 0,
      line: 0,
      columns: "",
      column: "",
      area: "",
      ...numbers,
      date,
    });
  } catch {
    return t("refusals.unexpected");
  }
}
