"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { type ListName, rowIds, typed } from "@/server/games/raffles/form/raffle-form";
import { AreaMap } from "./area-map";
import { useEditor } from "./editor-context";

interface Choice {
  id: string;
  name: string;
  /** What is written for it, where its name with the state's means it alone. */
  text?: string;
}
interface Choices {
  states: Choice[];
  counties: Choice[];
  municipalities: Choice[];
}
const NONE: Choices = { states: [], counties: [], municipalities: [] };

async function ask<Answer>(query: string): Promise<Answer | null> {
  const response = await fetch(`/api/organisation/areas?${query}`).catch(() => null);
  return response?.ok ? ((await response.json()) as Answer) : null;
}

/**
 * Picks an area from the tree, by ZIP or on the map, and puts it into one of the lists. Without scripts the names are
 * typed into the lists, so it appears with them alone.
 */
export function AreaPicker() {
  const t = useTranslations("editor.picker");
  const { form, rules, arrange } = useEditor();
  const [isThere, setIsThere] = useState(false);
  const [choices, setChoices] = useState(NONE);
  const [state, setState] = useState("");
  const [county, setCounty] = useState("");
  const [municipality, setMunicipality] = useState("");
  const [zip, setZip] = useState("");
  const [byZip, setByZip] = useState<Array<Choice & { tier: string }> | null>(null);
  const [said, setSaid] = useState("");

  useEffect(() => setIsThere(true), []);
  useEffect(() => {
    if (!isThere) return;
    let isOver = false;
    void ask<Choices>(`state=${state}&county=${county}`).then((answer) => {
      if (answer && !isOver) setChoices(answer);
    });
    return () => {
      isOver = true;
    };
  }, [state, county, isThere]);
  if (!isThere) return null;

  const nameOf = (list: Choice[], id: string) => list.find((one) => one.id === id)?.name ?? "";
  const stateName = nameOf(choices.states, state);
  const countyOf = (id: string, name: string): Choice => ({ id, name, text: `${name}, ${stateName}` });
  const chosen: Choice | null = municipality
    ? { id: municipality, name: nameOf(choices.municipalities, municipality) }
    : county
      ? countyOf(county, nameOf(choices.counties, county))
      : state
        ? { id: state, name: stateName }
        : null;

  const rowOf = (list: ListName, id: string, written?: string) =>
    rowIds(form, list).find((row) => {
      const text = typed(form, `${list}.${row}.area`).trim();
      const answer = rules.areas.get(text);
      return text.toUpperCase() === id || text === written || (answer && "id" in answer && answer.id === id);
    });
  const put = (list: "permission" | "exclusion", area: Choice) => {
    if (rowOf(list, area.id, area.text)) {
      setSaid(t("already", { area: area.name }));
      return;
    }
    // A county's name with its state means it alone; other names may mean several areas, so their id is written.
    const fields: Record<string, string> = { area: area.text ?? area.id };
    if (list === "permission") fields.coverage = "wide";
    arrange({ do: "add-row", list, fields }, "picker-said");
    setSaid(t(list === "permission" ? "permitted" : "excluded", { area: area.name }));
  };
  const toggle = (list: "permission" | "exclusion", area: Choice) => {
    const row = rowOf(list, area.id, area.text);
    if (!row) put(list, area);
    else {
      arrange({ do: "remove-row", list, id: row }, "picker-said");
      setSaid(t("taken", { area: area.name }));
    }
  };
  const buttons = (area: Choice) => (
    <div className="row row--tight">
      <Button type="button" small onClick={() => put("permission", area)}>
        {t("permit")} <span className="vh">{area.name}</span>
      </Button>
      <Button type="button" small kind="stop" onClick={() => put("exclusion", area)}>
        {t("exclude")} <span className="vh">{area.name}</span>
      </Button>
    </div>
  );
  return (
    <section className="panel mb-5" aria-labelledby="picker">
      <h2 className="h4" id="picker">
        {t("title")}
      </h2>
      <div className="grid-3 mt-3">
        <Tier
          id="picker-state"
          label={t("state")}
          value={state}
          options={choices.states}
          empty={t("choose")}
          onChange={(id) => {
            setState(id);
            setCounty("");
            setMunicipality("");
          }}
        />
        <Tier
          id="picker-county"
          label={t("county")}
          value={county}
          options={choices.counties}
          empty={t("wholeState")}
          onChange={(id) => {
            setCounty(id);
            setMunicipality("");
          }}
        />
        <Tier
          id="picker-municipality"
          label={t("municipality")}
          value={municipality}
          options={choices.municipalities}
          empty={t("wholeCounty")}
          onChange={setMunicipality}
        />
      </div>
      {chosen ? <div className="mt-3">{buttons(chosen)}</div> : null}
      <div className="field mt-4">
        <label htmlFor="picker-zip">{t("zip")}</label>
        <div className="row row--tight">
          <input
            id="picker-zip"
            className="w-small"
            inputMode="numeric"
            autoComplete="off"
            value={zip}
            onChange={(event) => setZip(event.target.value)}
          />
          <Button
            type="button"
            kind="line"
            small
            onClick={() =>
              void ask<{ areas: Array<Choice & { tier: string }> }>(`zip=${encodeURIComponent(zip.trim())}`).then(
                (answer) => setByZip(answer?.areas ?? []),
              )
            }
          >
            {t("look")}
          </Button>
        </div>
      </div>
      {byZip ? (
        <ul className="picker__found" aria-label={t("found")}>
          {byZip.length === 0 ? <li className="small">{t("noZip")}</li> : null}
          {byZip.map((area) => (
            <li key={area.id} className="row row--between">
              <span>
                {area.name}{" "}
                <span className="small muted">{t(`tier.${area.tier === "county" ? "county" : "municipality"}`)}</span>
              </span>
              {buttons(area)}
            </li>
          ))}
        </ul>
      ) : null}
      {state ? (
        <AreaMap
          key={state}
          stateId={state}
          name={stateName}
          onToggle={(list, area) => toggle(list, countyOf(area.id, area.name))}
          rowOf={(list, area) => rowOf(list, area.id, countyOf(area.id, area.name).text)}
        />
      ) : null}
      <p id="picker-said" className="small mt-3" role="status" tabIndex={-1}>
        {said}
      </p>
    </section>
  );
}

function Tier({
  id,
  label,
  value,
  options,
  empty,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  options: Choice[];
  empty: string;
  onChange: (id: string) => void;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={options.length === 0} onChange={(event) => onChange(event.target.value)}>
        <option value="">{empty}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
}
