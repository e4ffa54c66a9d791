import { useLocale, useTranslations } from "next-intl";
import { Fragment } from "react";
import { CoverImage } from "@/components/covers/cover-image";
import { formatMoney } from "@/server/kernel/money";

export interface PrizeGroup {
  /** First Prize, Second Prize. */
  heading: string;
  /** The prizes behind one winning ticket: one, or several of which the winner takes one. */
  choices: {
    id: string;
    cover: string;
    heading: string;
    description: string;
    valueMinor: number;
    /** How many tickets win this. */
    quantity: number;
  }[];
}

/** The prizes of one drawing, group by group, each with its picture and value. */
export function PrizeTable({ groups, currency }: { groups: PrizeGroup[]; currency: string }) {
  const t = useTranslations("common.raffle");
  const locale = useLocale();
  return (
    <div className="prizes">
      {groups.map((group) => (
        <div className="pg" key={group.heading}>
          <h4>{group.heading}</h4>
          <div>
            {group.choices.map((prize, index) => {
              const value = formatMoney(prize.valueMinor, currency, locale);
              return (
                <Fragment key={prize.id}>
                  {index > 0 ? <p className="or">{t("or")}</p> : null}
                  <div className="pz">
                    <CoverImage motif={prize.cover} seed={prize.id} />
                    <div>
                      <b>
                        {prize.quantity > 1
                          ? `${prize.heading}, ${t("quantity", { count: prize.quantity })}`
                          : prize.heading}
                      </b>
                      {prize.description ? <p className="muted">{prize.description}</p> : null}
                    </div>
                    <p className="val">{prize.quantity > 1 ? t("valueEach", { value }) : value}</p>
                  </div>
                </Fragment>
              );
            })}
          </div>
        </div>
      ))}
    </div>
  );
}
