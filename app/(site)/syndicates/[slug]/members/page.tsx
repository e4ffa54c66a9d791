import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { type MembershipView, showMembership } from "@/server/games/syndicates/show-membership";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { formatMoney } from "@/server/kernel/money";
import { findGame } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { accept, again, decline, guest, leave, pass, settle, withdraw } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicate-members"))("crumb"), robots: { index: false } };
}

const DRAWS_SHOWN = 6;
const hidden = (...names: string[]): FieldSpec[] => names.map((name) => ({ kind: "hidden", name }));

/** Who is in a syndicate and who changes: leaving, passing a share on, and playing on (S9). */
export default async function MembersPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const [t, words] = [await getTranslations("syndicate-members"), await getTranslations("syndicates")];
  const { context, actor } = await pageActor(`/syndicates/${slug}/members`);
  const deps = syndicateServices(context);
  if (!deps) notFound();
  const view = await showMembership(deps, actor, slug).catch((error: unknown) => {
    if (isAppError(error) && error.code === "notFound") notFound();
    throw error;
  });
  const { syndicate: one } = view;
  return (
    <Page
      title={t("title", { name: one.name })}
      lead={t("lead")}
      trail={[
        { href: "/syndicates", text: words("title") },
        { href: `/syndicates/${slug}`, text: one.name },
        { text: t("crumb") },
      ]}
    >
      {view.earlier ? (
        <p className="mb-3">
          <Link href={`/syndicates/${view.earlier}`}>{t("earlier")}</Link>
        </p>
      ) : null}
      {view.next ? (
        <p className="mb-3">
          <Link href={`/syndicates/${view.next}`}>{t("next")}</Link>
        </p>
      ) : null}
      <Debt view={view} slug={slug} />
      <Offered view={view} slug={slug} />
      <Own view={view} slug={slug} />
      {view.isManager ? <ForManager view={view} slug={slug} /> : <Leave view={view} slug={slug} />}
      <Owners view={view} self={actor.memberId} />
      <Statements view={view} slug={slug} />
    </Page>
  );
}

type Part = { view: MembershipView; slug: string };

async function Debt({ view: { syndicate: one, owedMinor }, slug }: Part) {
  if (owedMinor === 0) return null;
  const [t, locale] = [await getTranslations("syndicate-members.debt"), await getLocale()];
  return (
    <section className="mb-5">
      <Note kind="bad" title={t("title", { amount: formatMoney(owedMinor, one.currency, locale) })}>
        <p className="mb-3">{t("text")}</p>
        <FieldForm
          action={settle}
          kind="line"
          submit={t("pay")}
          start={formStart({ slug, syndicate: one.gameId })}
          fields={hidden("slug", "syndicate")}
        />
      </Note>
    </section>
  );
}

async function Offered({ view: { syndicate: one, offers, names, drawsLeft }, slug }: Part) {
  if (offers.length === 0) return null;
  const [t, format, locale] = [
    await getTranslations("syndicate-members.offered"),
    await getFormatter(),
    await getLocale(),
  ];
  const first = drawsLeft[0];
  const date = first ? format.dateTime(new Date(`${first}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" }) : "";
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      {offers.map((offer) => {
        const amount = formatMoney(offer.priceMinor, one.currency, locale);
        const person = names.get(offer.fromMember) ?? "";
        const start = { slug, passing: offer.id, version: String(one.conditionsVersion), currency: one.currency };
        return (
          <div key={offer.id} className="mb-4">
            <Panel>
              <p>{first ? t("text", { person, share: offer.shareNumber, date }) : t("over")}</p>
              <p className="mb-3">{offer.priceMinor === 0 ? t("free") : t("price", { amount, person })}</p>
              {first ? (
                <FieldForm
                  action={accept}
                  submit={offer.priceMinor === 0 ? t("accept") : t("acceptPaid", { amount })}
                  start={formStart(start)}
                  fields={[
                    ...hidden("slug", "passing", "version", "currency"),
                    { kind: "check", name: "agree", label: t("agree", { version: one.conditionsVersion }) },
                  ]}
                />
              ) : null}
              <div className="mt-3">
                <FieldForm
                  action={decline}
                  kind="line"
                  submit={t("decline")}
                  start={formStart(start)}
                  fields={hidden("slug", "passing")}
                />
              </div>
            </Panel>
          </div>
        );
      })}
    </section>
  );
}

async function Own({ view: { syndicate: one, ownShares, drawsLeft }, slug }: Part) {
  const [t, locale] = [await getTranslations("syndicate-members.own"), await getLocale()];
  if (one.form !== "shares") return null;
  const free = ownShares.filter(({ offer }) => offer === null);
  const mayPass = one.state === "playing" && drawsLeft.length > 0 && free.length > 0;
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      {ownShares.length === 0 ? <p className="muted">{t("none")}</p> : null}
      <ul className="stack mb-4">
        {ownShares.map(({ number, offer }) => (
          <li key={number}>
            <h3 className="h4">{t("share", { number })}</h3>
            {offer ? (
              <>
                <p className="mb-2">
                  {t("waits", {
                    email: offer.toEmail,
                    free: offer.priceMinor === 0 ? "yes" : "no",
                    amount: formatMoney(offer.priceMinor, one.currency, locale),
                  })}
                </p>
                <FieldForm
                  action={withdraw}
                  kind="line"
                  small
                  submit={t("withdraw")}
                  start={formStart({ slug, passing: offer.id })}
                  fields={hidden("slug", "passing")}
                />
              </>
            ) : null}
          </li>
        ))}
      </ul>
      {one.state === "playing" && ownShares.length > 0 ? (
        <Panel>
          <h3 className="h3">{t("pass")}</h3>
          <p className="mb-4">{t("passText", { left: drawsLeft.length })}</p>
          {mayPass ? (
            <FieldForm
              action={pass}
              submit={t("offer")}
              start={formStart({
                ...{ slug, syndicate: one.gameId, currency: one.currency },
                ...{ share: String(free[0]!.number), price: "0" },
              })}
              fields={[
                ...hidden("slug", "syndicate", "currency"),
                {
                  ...{ kind: "select", name: "share", label: t("number"), width: "medium" },
                  options: free.map(({ number, mostMinor }) => ({
                    value: String(number),
                    text: t("option", { number, amount: formatMoney(mostMinor, one.currency, locale) }),
                  })),
                },
                {
                  ...{ kind: "text", type: "email", name: "email", autoComplete: "off" },
                  ...{ label: t("email"), hint: t("emailHint") },
                },
                {
                  ...{ kind: "text", name: "price", inputMode: "decimal", width: "small" },
                  ...{ label: t("price"), hint: t("priceHint") },
                },
              ]}
            />
          ) : null}
        </Panel>
      ) : null}
    </section>
  );
}

async function Leave({ view: { syndicate: one, ownShares, isLeaving }, slug }: Part) {
  if (ownShares.length === 0 || ["cancelled", "failed"].includes(one.state)) return null;
  const t = await getTranslations("syndicate-members.leave");
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      <p className="mb-3">{isLeaving ? t("asked") : t("text")}</p>
      <FieldForm
        action={leave}
        kind="line"
        submit={isLeaving ? t("stay") : t("ask")}
        start={formStart({ slug, syndicate: one.gameId, leaving: isLeaving ? "no" : "yes" })}
        fields={hidden("slug", "syndicate", "leaving")}
      />
    </section>
  );
}

async function ForManager({ view: { syndicate: one, leavers, guests, names, next }, slug }: Part) {
  if (["cancelled", "failed"].includes(one.state) || one.form !== "shares") return null;
  const t = await getTranslations("syndicate-members.manager");
  const history = await getTranslations("syndicate-members.history");
  const format = await getFormatter();
  const { context } = await pageActor("/syndicates");
  const game = findGame(one.lotteryGame)!;
  const draws = openDraws(game, context.clock.now(), DRAWS_SHOWN).map(({ date }) => ({
    value: date,
    text: format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "full", timeZone: "UTC" }),
  }));
  const start = { slug, syndicate: one.gameId };
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      <Panel>
        <h3 className="h4">{t("leavers")}</h3>
        <p className="mb-3">
          {leavers.length === 0 ? t("noLeavers") : leavers.map((id) => names.get(id) ?? history("someone")).join(", ")}
        </p>
        <h3 className="h4">{t("guests")}</h3>
        {guests.length === 0 ? <p className="mb-3">{t("noGuests")}</p> : null}
        <ul className="stack mb-3">
          {guests.map((email) => (
            <li key={email}>
              <span>{email}</span>
              <FieldForm
                action={guest}
                kind="line"
                small
                submit={t("dropGuest", { email })}
                start={formStart({ ...start, email, wanted: "no" })}
                fields={hidden("slug", "syndicate", "email", "wanted")}
              />
            </li>
          ))}
        </ul>
        <FieldForm
          action={guest}
          kind="line"
          submit={t("addGuest")}
          start={formStart({ ...start, wanted: "yes" })}
          fields={[
            ...hidden("slug", "syndicate", "wanted"),
            {
              ...{ kind: "text", type: "email", name: "email", autoComplete: "off" },
              ...{ label: t("guest"), hint: t("guestHint") },
            },
          ]}
        />
        {one.state === "settled" && next === null ? (
          <>
            <h3 className="h4 mt-5">{t("playOn")}</h3>
            <p className="mb-3">{draws.length === 0 ? t("noDraw") : t("playOnText")}</p>
            {draws.length > 0 ? (
              <FieldForm
                action={again}
                submit={t("playOnDo")}
                start={formStart({ ...start, requestKey: newId(), first: draws[0]!.value })}
                fields={[
                  ...hidden("slug", "syndicate", "requestKey"),
                  { kind: "select", name: "first", label: t("first"), options: draws },
                ]}
              />
            ) : null}
          </>
        ) : null}
      </Panel>
    </section>
  );
}

async function Owners({ view: { owners, names }, self }: { view: MembershipView; self: string }) {
  const [t, format] = [await getTranslations("syndicate-members.history"), await getFormatter()];
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const rows = owners.map(({ shareNumber, memberId, fromDraw }) => [
    shareNumber,
    memberId === self ? t("you") : (names.get(memberId) ?? t("someone")),
    day(fromDraw),
  ]);
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      {rows.length === 0 ? (
        <p className="muted">{t("none")}</p>
      ) : (
        <Table
          label={t("title")}
          columns={[{ heading: t("share") }, { heading: t("owner") }, { heading: t("from") }]}
          rows={rows}
        />
      )}
    </section>
  );
}

async function Statements({ view: { statements }, slug }: Part) {
  const [t, format] = [await getTranslations("syndicate-members.statements"), await getFormatter()];
  return (
    <section className="mb-5">
      <h2 className="mb-3">{t("title")}</h2>
      {statements.length === 0 ? <p className="muted">{t("none")}</p> : null}
      <ul className="stack">
        {statements.map(({ issue, datedAt }) => (
          <li key={issue}>
            <Link href={`/syndicates/${slug}/members/statement/${issue}`} prefetch={false}>
              {t("one", { issue, date: format.dateTime(datedAt, { dateStyle: "long", timeStyle: "short" }) })}
            </Link>
          </li>
        ))}
      </ul>
      {statements.length > 1 ? <p className="muted small mt-2">{t("text")}</p> : null}
    </section>
  );
}
