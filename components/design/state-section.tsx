import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Pagination } from "@/components/ui/pagination";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { Both } from "./both";
import { DialogExample } from "./dialog-example";

/** Facts, tables, notices, and what stands where nothing is yet. */
export function StateSection() {
  const t = useTranslations("design.states");
  return (
    <>
      <section id="facts">
        <h2>{t("facts")}</h2>
        <Both>
          {(theme) => (
            <div className="stack stack--5">
              <Facts
                facts={[
                  { term: t("ends"), value: <When at="2026-12-12T23:00:00Z" timeZone="America/New_York" as="full" /> },
                  { term: t("value"), value: <Money minor={3800000} /> },
                  { term: t("price"), value: <Money minor={1250} /> },
                ]}
              />
              <Table
                label={`${t("odds")} (${theme})`}
                caption={t("oddsText")}
                columns={[
                  { heading: t("toWin") },
                  { heading: t("one"), numeric: true },
                  { heading: t("five"), numeric: true },
                ]}
                rows={[[t("firstPrize"), "1 : 4,000", "1 : 800"]]}
              />
              {theme === "light" ? (
                <>
                  <Crumbs trail={[{ href: "/raffles", text: t("raffles") }, { text: t("plover") }]} />
                  <Pagination page={2} pageCount={5} hrefOf={(page) => `#page-${page}`} />
                </>
              ) : null}
              <div>
                <Fold title={t("howDrawn")} open>
                  <p>{t("howDrawnText")}</p>
                </Fold>
                <Fold title={t("claiming")}>
                  <p>{t("claimingText")}</p>
                </Fold>
              </div>
            </div>
          )}
        </Both>
      </section>
      <section id="states">
        <h2>{t("title")}</h2>
        <Both>
          {(theme) => (
            <div className="stack stack--4">
              <Note title={t("good")}>{t("goodText")}</Note>
              <Note kind="bad" title={t("bad")}>
                {t("badText")}
              </Note>
              <Note kind="plain">{t("plain")}</Note>
              <Empty
                title={t("empty")}
                action={
                  <ButtonLink href="/raffles" small>
                    {t("emptyDo")}
                  </ButtonLink>
                }
              >
                {t("emptyText")}
              </Empty>
              <Panel>
                <p className="small">{t("panel")}</p>
              </Panel>
              <div className="narrow">
                <Skeleton kind={theme === "light" ? "card" : "lines"} />
              </div>
              <DialogExample
                texts={{
                  open: t("stop"),
                  title: t("stopTitle"),
                  body: t("stopText"),
                  yes: t("stopYes"),
                  no: t("stopNo"),
                }}
              />
            </div>
          )}
        </Both>
      </section>
    </>
  );
}
