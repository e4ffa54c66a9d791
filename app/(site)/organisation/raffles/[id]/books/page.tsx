import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { BookForms } from "@/components/organisation/paper/book-forms";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { numberOf, openReason, sizeOf } from "@/server/tickets/paper/books";
import { readBooks } from "@/server/tickets/paper/manage-books";
import { changeBook, endSelling, newBooks, newSeller } from "../paper-actions";
import { paperScope } from "../paper-scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("books.title") };
}

export default async function BooksPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ book?: string; added?: string; changed?: string; seller?: string }>;
}) {
  const t = await getTranslations("paper");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const query = await searchParams;
  const { by, raffles, books: deps } = await paperScope(`/organisation/raffles/${id}/books`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const { books, sellers, forbiddenBy, raffle: sold } = await readBooks(deps, by, id);
  const { currency } = raffle.draft;
  const chosen = books.find((book) => book.id === query.book) ?? null;
  const open = sellers.filter(({ endedAt }) => endedAt === null);
  const waiting = books.filter((book) => openReason(book) !== null).length;
  const hidden = { kind: "hidden", name: "raffleId" } as const;
  return (
    <Page
      wide
      title={t("books.title")}
      lead={t("books.lead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("books.title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="books" />
      {query.added ? (
        <div className="mb-4">
          <Note live title={t("books.added", { count: Number(query.added) || 0 })} />
        </div>
      ) : query.changed || query.seller ? (
        <div className="mb-4">
          <Note live title={own("saved")} />
        </div>
      ) : null}
      {forbiddenBy !== null ? (
        <div className="mb-4">
          <Note kind="bad" title={t("refusals.booksForbidden", { area: forbiddenBy })} />
        </div>
      ) : null}
      <section id="books">
        <h2 className="mb-3">{t("books.list")}</h2>
        {books.length === 0 ? (
          <Empty title={t("books.none")}>{t("books.noneText")}</Empty>
        ) : (
          <>
            <p className="mb-3">
              {waiting > 0
                ? t("books.waiting", { count: waiting, total: books.length })
                : t("books.allIn", { total: books.length })}
            </p>
            <Table
              label={t("books.list")}
              columns={[
                { heading: t("books.numbers") },
                { heading: t("books.state") },
                { heading: t("entry.seller") },
                { heading: t("books.size"), numeric: true },
                { heading: t("books.sold"), numeric: true },
                { heading: t("books.entered"), numeric: true },
                { heading: t("books.money"), numeric: true },
                { heading: t("books.open") },
              ]}
              keys={books.map((book) => book.id)}
              rows={books.map((book) => {
                const reason = openReason(book);
                return [
                  <Link
                    key="numbers"
                    className="mono"
                    href={`?book=${book.id}#book`}
                    aria-current={book.id === chosen?.id ? "true" : undefined}
                  >
                    {numberOf(book, book.firstNumber)}–{numberOf(book, book.lastNumber)}
                  </Link>,
                  <Badge
                    key="state"
                    kind={book.state === "returned" ? "accent" : book.state === "voided" ? "closed" : "plain"}
                  >
                    {t(`books.stateOf.${book.state}`)}
                  </Badge>,
                  book.seller ?? "–",
                  format.number(sizeOf(book)),
                  book.soldCount === null ? "–" : format.number(book.soldCount),
                  format.number(book.enteredCount),
                  book.moneyMinor === null ? "–" : <Money key="money" minor={book.moneyMinor} currency={currency} />,
                  reason
                    ? t(`books.reason.${reason}`, {
                        count: Math.abs((book.soldCount ?? 0) - book.enteredCount - book.voidedCount),
                      })
                    : "–",
                ];
              })}
            />
          </>
        )}
      </section>
      {chosen && !sold.frozen ? (
        <BookForms
          raffleId={id}
          book={{
            id: chosen.id,
            state: chosen.state,
            label: `${numberOf(chosen, chosen.firstNumber)}–${numberOf(chosen, chosen.lastNumber)}`,
            size: sizeOf(chosen),
            sellerId: chosen.sellerId,
            soldCount: chosen.soldCount,
            spoiledCount: chosen.spoiledCount,
            moneyMinor: chosen.moneyMinor,
            note: chosen.note,
            entered: chosen.enteredCount + chosen.voidedCount,
            enteredMinor: chosen.enteredMinor,
          }}
          sellers={open.map(({ id: value, name }) => ({ value, text: name }))}
          change={changeBook}
        />
      ) : null}
      {forbiddenBy === null && !sold.frozen ? (
        <section className="measure mt-6" aria-labelledby="new">
          <h2 id="new" className="mb-3">
            {t("books.new")}
          </h2>
          <FieldForm
            action={newBooks}
            kind={books.length === 0 ? "main" : "line"}
            start={formStart({ raffleId: id, size: "25", count: "1" })}
            submit={t("books.add")}
            fields={[
              hidden,
              {
                kind: "text",
                name: "first",
                label: t("books.first"),
                hint: t("books.firstHint"),
                mono: true,
                width: "medium",
              },
              { kind: "text", name: "size", label: t("books.sizeEach"), inputMode: "numeric", width: "small" },
              { kind: "text", name: "count", label: t("books.howMany"), inputMode: "numeric", width: "small" },
            ]}
          />
        </section>
      ) : null}
      <section className="mt-6" id="sellers">
        <h2 className="mb-3">{t("sellers.title")}</h2>
        {sellers.length === 0 ? (
          <Empty title={t("sellers.none")}>{t("sellers.noneText")}</Empty>
        ) : (
          <Table
            label={t("sellers.title")}
            columns={[
              { heading: t("sellers.name") },
              { heading: t("sellers.contact") },
              { heading: t("sellers.books"), numeric: true },
              { heading: t("sellers.since") },
            ]}
            keys={sellers.map((one) => one.id)}
            rows={sellers.map((one) => [
              one.name,
              one.contact || "–",
              format.number(books.filter(({ sellerId, state }) => sellerId === one.id && state === "issued").length),
              one.endedAt ? (
                t("sellers.ended")
              ) : (
                <FieldForm
                  key="end"
                  action={endSelling}
                  kind="line"
                  small
                  start={formStart({ raffleId: id, sellerId: one.id })}
                  submit={t("sellers.end", { name: one.name })}
                  fields={[hidden, { kind: "hidden", name: "sellerId" }]}
                />
              ),
            ])}
          />
        )}
        <div className="measure mt-5">
          <FieldForm
            action={newSeller}
            kind="line"
            start={formStart({ raffleId: id })}
            submit={t("sellers.add")}
            fields={[
              hidden,
              { kind: "text", name: "name", label: t("sellers.name"), width: "medium", autoComplete: "off" },
              {
                kind: "text",
                name: "contact",
                label: t("sellers.contact"),
                hint: t("sellers.contactHint"),
                width: "medium",
                autoComplete: "off",
              },
            ]}
          />
        </div>
      </section>
    </Page>
  );
}
