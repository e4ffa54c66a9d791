import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { ownAgreements } from "@/server/people/change-account";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { readMyTickets } from "@/server/tickets/read-tickets";
import { hasWallet } from "@/server/wallets/read-wallet";
import { logMeOut } from "../login/actions";
import { askForProofAgain } from "./actions";
import { Overview } from "./overview";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("account.title") };
}

/** A member's account (U8): what is in play, what to claim and what was paid, then everything that is kept of them. */
export default async function AccountPage({ searchParams }: { searchParams: Promise<{ sent?: string }> }) {
  const t = await getTranslations("people");
  const limits = await getTranslations("limits");
  const wallet = await getTranslations("wallet");
  const identity = await getTranslations("identity");
  const tAccount = await getTranslations("account");
  const format = await getFormatter();
  const { context, actor } = await pageActor("/account");
  const member = context.member!;
  const { member_money } = await loadVenueSettings(context.db);
  const holdsMoney = await hasWallet(context.db, actor);
  const { areas } = context.people;
  const { residence } = member;
  const names = await Promise.all(
    [...residence.municipalityIds, ...residence.countyIds].map(async (id) => (await areas.areaName(id)) ?? id),
  );
  const [agreements, groups] = await Promise.all([
    ownAgreements(context.people, actor),
    readMyTickets(context.db, actor),
  ]);
  const titles = new Map(groups.map(({ raffleId, title }) => [`raffle:${raffleId}`, title]));
  const date = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  const change = (href: string, text: string) => <Link href={href}>{text}</Link>;
  const roles = await Promise.all(
    actor.roles
      .filter((role) => role.kind !== "participant")
      .map(async (role) => ({
        ...role,
        what: t(`role.${role.kind}`),
        area: role.areaId ? ((await areas.areaName(role.areaId)) ?? role.areaId) : "",
        href: { organisation: "/organisation", regulator: "/regulator", administrator: "/admin", participant: "" }[
          role.kind
        ],
      })),
  );
  return (
    <Page title={t("account.title")} lead={`${member.givenName} ${member.familyName}`}>
      {member.emailVerifiedAt ? null : (
        <div className="mb-5">
          <Note kind="plain" title={t("account.proveEmail")}>
            <p>
              {(await searchParams).sent
                ? t("account.proofSent")
                : t("account.proveEmailText", { email: member.email })}
            </p>
            <form action={askForProofAgain} className="mt-2">
              <Button kind="line" small>
                {t("account.sendAgain")}
              </Button>
            </form>
          </Note>
        </div>
      )}
      <Overview context={context} actor={actor} groups={groups} withSyndicates={member_money === "open"} />
      <h2 className="mb-3">{tAccount("overview.you")}</h2>
      <Facts
        facts={[
          { term: t("field.email"), value: member.email },
          {
            term: tAccount("overview.name"),
            value: (
              <>
                {member.givenName} {member.familyName} · {change("/account/name", t("account.change"))}
              </>
            ),
          },
          {
            term: t("field.birthDate"),
            value: (
              <>
                {date(member.birthDate)} · {change("/account/birth-date", t("account.correct"))}
              </>
            ),
          },
          {
            term: t("account.residence"),
            value: (
              <>
                {residence.street}, {residence.city} {residence.postalCode}
                <br />
                <span className="muted">{names.join(" · ")}</span>
                <br />
                {change("/account/residence", t("account.change"))}
              </>
            ),
          },
          { term: t("account.profile"), value: change("/account/profile", t("account.change")) },
          { term: t("field.password"), value: change("/account/password", t("account.change")) },
          {
            term: t("account.secondFactor"),
            value: (
              <>
                {member.totpConfirmedAt ? t("account.on") : t("account.off")} ·{" "}
                {change("/account/second-factor", t("account.change"))}
              </>
            ),
          },
          { term: t("account.connections"), value: change("/account/connections", t("account.look")) },
          ...(holdsMoney
            ? [
                { term: wallet("title"), value: change("/wallet", wallet("look")) },
                { term: identity("title"), value: change("/account/identity", wallet("look")) },
              ]
            : []),
          { term: limits("title"), value: change("/account/limits", limits("look")) },
          { term: tAccount("overview.notifications"), value: change("/account/notifications", t("account.change")) },
          { term: tAccount("overview.letters"), value: change("/account/letters", t("account.look")) },
          { term: t("account.sessions"), value: change("/account/sessions", t("account.look")) },
          { term: tAccount("overview.data"), value: change("/account/data", tAccount("overview.dataDo")) },
        ]}
      />
      <h2 className="mt-6 mb-3">{t("account.roles")}</h2>
      {roles.length === 0 ? <p className="muted">{t("account.noRoles")}</p> : null}
      <ul className="stack">
        {roles.map((role) => (
          <li key={role.id} className="row">
            <Badge kind={role.status === "active" ? "accent" : role.status === "pending" ? "plain" : "closed"}>
              {t(`roleStatus.${role.status}`)}
            </Badge>
            {role.status === "active" ? <Link href={role.href}>{role.what}</Link> : role.what} {role.area}
          </li>
        ))}
      </ul>
      <p className="mt-3">{change("/account/apply", t("account.apply"))}</p>
      <h2 className="mt-6 mb-3">{t("account.agreements")}</h2>
      {agreements.length === 0 ? (
        <p className="muted">{t("account.noAgreements")}</p>
      ) : (
        <Agreements count={agreements.length}>
          <Table
            label={t("account.agreements")}
            columns={[
              { heading: t("agreement.what") },
              { heading: t("agreement.version"), numeric: true },
              { heading: t("agreement.signedAs") },
              { heading: t("agreement.at") },
            ]}
            rows={agreements.map((one) => [
              one.subject === "venue-terms" ? t("agreement.venue") : (titles.get(one.subject) ?? t("agreement.raffle")),
              one.version,
              one.signedAs,
              format.dateTime(one.signedAt, { dateStyle: "medium", timeStyle: "short" }),
            ])}
          />
        </Agreements>
      )}
      <form action={logMeOut} className="mt-6">
        <Button kind="line">{t("account.logOut")}</Button>
      </form>
    </Page>
  );
}

const SHOWN_AT_ONCE = 5;

/** A few agreements stand open; a long list opens on demand. */
async function Agreements({ count, children }: { count: number; children: ReactNode }) {
  const t = await getTranslations("account.overview");
  return count > SHOWN_AT_ONCE ? <Fold title={t("signedAll", { count })}>{children}</Fold> : children;
}
