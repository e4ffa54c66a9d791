import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Fold } from "@/components/ui/fold";
import { Pagination } from "@/components/ui/pagination";
import { pageActor } from "@/server/api/page";
import { type InboxLetter, LETTERS_ON_PAGE, readInbox } from "@/server/games/raffles/news/read-inbox";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.letters"))("title"), robots: { index: false } };
}

/** What organisations wrote to a member, to read again (U8). */
export default async function LettersPage({ searchParams }: { searchParams: Promise<{ page?: string }> }) {
  const t = await getTranslations("account.letters");
  const tAccount = await getTranslations("account");
  const { context, actor } = await pageActor("/account/letters");
  const page = Math.min(1000, Math.max(1, Number.parseInt(String((await searchParams).page ?? "1"), 10) || 1));
  const { letters, count } = await readInbox(context, actor, page);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: tAccount("yours") }, { text: t("title") }]}
    >
      {letters.length === 0 ? (
        <Empty
          title={t("none")}
          action={
            <ButtonLink kind="line" href="/account/notifications">
              {tAccount("notifications.title")}
            </ButtonLink>
          }
        >
          {t("noneText")}
        </Empty>
      ) : null}
      <ul className="stack lotlines">
        {letters.map((letter) => (
          <li key={letter.id}>
            <Letter letter={letter} />
          </li>
        ))}
      </ul>
      <Pagination
        page={page}
        pageCount={Math.ceil(count / LETTERS_ON_PAGE)}
        hrefOf={(to) => `/account/letters?page=${to}`}
      />
    </Page>
  );
}

async function Letter({ letter }: { letter: InboxLetter }) {
  const [t, format] = await Promise.all([getTranslations("account.letters"), getFormatter()]);
  const { organisation, raffle } = letter;
  const from = t("from", { organisation, date: format.dateTime(letter.sentAt, { dateStyle: "long" }) });
  if (letter.kind === "activation") {
    return (
      <article className="rule-top">
        <h2 className="h4 mt-3">{t("newRaffle", { organisation })}</h2>
        <p className="small muted">{from}</p>
        <p className="mt-2">{raffle ? <Link href={`/raffles/${raffle.slug}`}>{raffle.title}</Link> : t("notOpen")}</p>
      </article>
    );
  }
  return (
    <article className="rule-top">
      <h2 className="h4 mt-3">{letter.subject}</h2>
      <p className="small muted">{from}</p>
      <Fold title={t("read")}>
        {letter.body.split(/\n{2,}/).map((paragraph, at) => (
          <p key={at} className="mb-3">
            {paragraph}
          </p>
        ))}
      </Fold>
    </article>
  );
}
