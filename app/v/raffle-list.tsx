import { getTranslations } from "next-intl/server";
import { LiveSold } from "@/components/live/live-sold";
import { RememberList } from "@/components/live/way-back";
import { BackHere } from "@/components/place/back-here";
import { RaffleCard, RaffleRow } from "@/components/raffles/raffle-card";
import { UndecidedNote } from "@/components/raffles/undecided-note";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SelectField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { Pagination } from "@/components/ui/pagination";
import { Search } from "@/components/ui/search";
import { CATEGORIES } from "@/server/games/raffles/categories";
import { listAddress, MOST_LETTERS, PAGE_SIZES, SORT_KEYS } from "@/server/games/raffles/listing";
import type { ListView } from "@/server/games/raffles/show-raffles";
import { glanceOf } from "./glance";

/** The list of raffles, plain or searched: the same page over the same class document. */
export async function RaffleList({ list }: { list: ListView }) {
  const t = await getTranslations("raffles.list");
  const home = await getTranslations("raffles.home");
  const structures = await getTranslations("structures");
  const common = await getTranslations("common");
  const search = await getTranslations("search");
  const { query, total, openCount } = list;
  const narrowed =
    query.text !== "" || query.category !== "" || query.organisation !== "" || query.sponsor !== "" || query.way !== "";
  const pageCount = Math.max(1, Math.ceil(total / query.size));
  const signOf = (id: string) =>
    list.openIds.has(id)
      ? { state: "open" as const, text: common("sign.openToYou") }
      : { state: "closed" as const, text: t("notOpen") };
  return (
    <div className="wrap section">
      <RememberList />
      <div className="head">
        <h1>{narrowed && openCount > 0 ? t("titleSearch") : t("title")}</h1>
        <p className="small muted" role="status">
          {narrowed && openCount > 0 ? t("countOf", { count: total, total: openCount }) : t("count", { count: total })}
        </p>
      </div>
      {narrowed ? (
        <p className="small mt-2">
          <a href="/raffles">{t("back")}</a>
        </p>
      ) : null}
      <UndecidedNote count={list.undecidedCount} missing={list.missing} />
      {openCount === 0 && total === 0 ? (
        <div className="mt-5">
          <Empty title={t("closedTitle")} action={<BackHere>{t("closedAction")}</BackHere>}>
            {t("closedText")}
          </Empty>
        </div>
      ) : (
        <>
          <div className="mt-4">
            <Search
              action="/raffles"
              label={home("search")}
              placeholder={home("searchHint")}
              button={home("searchButton")}
              initial={query.text || query.tooLong}
              fault={query.tooLong ? search("tooLong", { most: MOST_LETTERS }) : ""}
              hidden={query.category ? { category: query.category } : {}}
            />
          </div>
          <div className="mt-3">
            <Fold title={t("filters")}>
              <form action="/raffles" method="get" className="row">
                {query.text ? <input type="hidden" name="q" value={query.text} /> : null}
                {query.organisation ? <input type="hidden" name="organisation" value={query.organisation} /> : null}
                {query.sponsor ? <input type="hidden" name="sponsor" value={query.sponsor} /> : null}
                <SelectField name="category" label={t("kind")} defaultValue={query.category}>
                  <option value="">{t("anyKind")}</option>
                  {CATEGORIES.map((kind) => (
                    <option key={kind} value={kind}>
                      {common(`kinds.${kind}.name`)}
                    </option>
                  ))}
                </SelectField>
                <SelectField name="way" label={structures("way.label")} defaultValue={query.way}>
                  <option value="">{structures("way.all")}</option>
                  <option value="online">{structures("way.online")}</option>
                  <option value="offline">{structures("way.offline")}</option>
                </SelectField>
                <SelectField name="sort" label={t("sort")} defaultValue={query.sort}>
                  {SORT_KEYS.map((key) => (
                    <option key={key} value={key}>
                      {t(`sorts.${key}`)}
                    </option>
                  ))}
                </SelectField>
                <SelectField name="order" label={t("order")} defaultValue={query.descending ? "down" : "up"}>
                  <option value="up">{t("up")}</option>
                  <option value="down">{t("down")}</option>
                </SelectField>
                <SelectField name="size" label={t("size")} defaultValue={String(query.size)}>
                  {PAGE_SIZES.map((size) => (
                    <option key={size} value={size}>
                      {size}
                    </option>
                  ))}
                </SelectField>
                <SelectField name="view" label={t("view")} defaultValue={query.detail ? "detail" : "summary"}>
                  <option value="summary">{t("summary")}</option>
                  <option value="detail">{t("detail")}</option>
                </SelectField>
                <Button kind="line">{t("apply")}</Button>
              </form>
            </Fold>
          </div>
          {total === 0 ? (
            <div className="mt-5">
              <Empty
                title={t("emptyTitle")}
                action={
                  <ButtonLink kind="line" href="/raffles">
                    {t("emptyAction")}
                  </ButtonLink>
                }
              >
                {t("emptyText")}
              </Empty>
            </div>
          ) : query.detail ? (
            <div className="rows mt-5">
              {list.raffles.map((raffle) => (
                <RaffleRow
                  key={raffle.id}
                  raffle={glanceOf(raffle)}
                  sign={signOf(raffle.id)}
                  sold={<LiveSold id={raffle.id} cap={raffle.ticketCap} />}
                  heading="h2"
                />
              ))}
            </div>
          ) : (
            <div className="cards mt-5">
              {list.raffles.map((raffle) => (
                <RaffleCard
                  key={raffle.id}
                  raffle={glanceOf(raffle)}
                  sign={signOf(raffle.id)}
                  sold={<LiveSold id={raffle.id} cap={raffle.ticketCap} />}
                  heading="h2"
                />
              ))}
            </div>
          )}
          <div className="mt-5">
            <Pagination
              page={Math.min(query.page, pageCount)}
              pageCount={pageCount}
              hrefOf={(page) => listAddress({ ...query, page })}
            />
          </div>
        </>
      )}
    </div>
  );
}
