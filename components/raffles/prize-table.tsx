import { useLocale, useTranslations } from "next-intl";
import { Fragment } from "react";
import { formatMoney } from "@/server/kernel/money";
import { type Picture, RafflePicture } from "./picture";

export interface PrizeGroup {
  /** First Prize, Second Prize. */
  heading: string;
  /** The prizes behind one winning ticket: one, or several of which the winner takes one. */
  choices: {
    id: string;
    cover: string;
    picture?: Picture | null;
    /** "Choice Two", where there are several. */
    label?: string | null;
    heading: string;
    description: string;
    /** Null for a share of a pot, which has no value until sales end. */
    valueMinor: number | null;
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
              const value = prize.valueMinor === null ? "" : formatMoney(prize.valueMinor, currency, locale);
              return (
                <Fragment key={prize.id}>
                  {index > 0 ? <p className="or">{t("or")}</p> : null}
                  <div className="pz">
                    <RafflePicture picture={prize.picture} motif={prize.cover} seed={prize.id} sizes="8rem" />
                    <div>
                      {prize.label ? <p className="small muted">{prize.label}</p> : null}
                      <b>
                        {prize.quantity > 1
                          ? `${prize.heading}, ${t("quantity", { count: prize.quantity })}`
                          : prize.heading}
                      </b>
                      {prize.description ? <p className="muted">{prize.description}</p> : null}
                    </div>
                    <p className="val">{value && prize.quantity > 1 ? t("valueEach", { value }) : value}</p>
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
