import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { Crumbs } from "@/components/ui/crumbs";
import { Empty } from "@/components/ui/empty";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import type { OddsLine } from "@/server/draws/raffle-odds";
import { type MemberOdds, readMemberOdds } from "@/server/draws/read-odds";
import { isAppError } from "@/server/kernel/errors";
import { type Chance, chanceWords } from "@/server/tickets/chances";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("odds");
  return { title: t("title"), robots: { index: false } };
}

async function read(slug: string): Promise<MemberOdds> {
  const { context, actor } = await pageActor(`/tickets/odds/${slug}`);
  try {
    return await readMemberOdds(context, actor, slug);
  } catch (error) {
    if (isAppError(error) && error.code === "raffleNotFound") notFound();
    throw error;
  }
}

/** A member's chances in one raffle: drawing by drawing and in all, for one ticket and for theirs, now and when all are sold. */
export default async function OddsPage({ params }: { params: Promise<{ slug: string }> }) {
  const { raffle, odds, tickets } = await read((await params).slug);
  const t = await getTranslations("odds");
  const format = await getFormatter();
  const name = (kind: string, position: number) => t(kind === "main" ? "main" : "earlyBird", { position });
  const words = (chance: Chance | null) => {
    if (chance === null) return <span className="muted">{t("none")}</span>;
    const { fraction, oneIn, exact, percentMillionths } = chanceWords(chance);
    if (oneIn === null) return t("no");
    const share = format.number(percentMillionths / 1e8, { style: "percent", maximumSignificantDigits: 4 });
    const ratio = exact
      ? t("oneIn", { count: oneIn })
      : fraction
        ? t("fraction", fraction)
        : t("aboutOneIn", { count: oneIn });
    return (
      <>
        {ratio}
        <br />
        <span className="muted">{share}</span>
      </>
    );
  };
  const cells = (line: OddsLine) => [
    words(line.mineNow),
    words(line.mineWhenSold),
    words(line.oneNow),
    words(line.oneWhenSold),
  ];
  const rows = odds.drawings.map((drawing) => [
    <>
      {drawing.kind === "pool" ? drawing.prize : name(drawing.kind, drawing.position)}
      {drawing.lapsesNow ? <span className="caption muted block">{t("lapsesNow")}</span> : null}
    </>,
    ...cells(drawing),
  ]);
  if (odds.drawings.length !== 1) rows.push([<strong key="all">{t("all")}</strong>, ...cells(odds.all)]);
  const numeric = true;
  // A telephone has no room for five columns: there each drawing has a table of its own, with two.
  const narrow = [...odds.drawings, ...(odds.drawings.length === 1 ? [] : [null])].map((drawing, at) => {
    const line = drawing ?? odds.all;
    return (
      <Table
        key={drawing?.id ?? "all"}
        label={t("title")}
        caption={rows[at]![0]}
        columns={[{ heading: t("ofWhat") }, { heading: t("now"), numeric }, { heading: t("whenSold"), numeric }]}
        rows={[
          [t("mine"), words(line.mineNow), words(line.mineWhenSold)],
          [t("one"), words(line.oneNow), words(line.oneWhenSold)],
        ]}
      />
    );
  });
  return (
    <div className="wrap">
      <Crumbs trail={[{ href: "/tickets", text: t("tickets") }, { text: t("title") }]} />
      <header className="title">
        <h1>{t("title")}</h1>
        <p className="by">{t("of", { raffle: raffle.title, organisation: raffle.organisation, count: tickets })}</p>
      </header>
      {odds.drawings.length === 0 ? (
        <Empty title={t("over.title")}>{t("over.text")}</Empty>
      ) : (
        <>
          <div className="only-wide">
            <Table
              label={t("title")}
              caption={t("caption")}
              columns={[
                { heading: t("drawing") },
                { heading: t("mineNow"), numeric },
                { heading: t("mineWhenSold"), numeric },
                { heading: t("oneNow"), numeric },
                { heading: t("oneWhenSold"), numeric },
              ]}
              rows={rows}
            />
          </div>
          <div className="only-narrow stack">
            <p className="muted small">{t("caption")}</p>
            {narrow}
          </div>
          <p className="measure small mt-3">{t("how")}</p>
        </>
      )}
    </div>
  );
}
