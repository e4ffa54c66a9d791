"use server";

import { redirect } from "next/navigation";
import { isPart, PARTS, partOf } from "@/components/organisation/editor/parts";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { imageServices } from "@/server/api/image-services";
import { refusalText } from "@/server/api/page";
import { arrangeForm, readArrangement } from "@/server/games/raffles/form/arrange-form";
import { isFormField } from "@/server/games/raffles/form/raffle-form";
import { beginRaffle, openForm, saveForm, sendForm } from "@/server/games/raffles/form/save-form";
import { TIME_ZONES } from "@/server/games/raffles/form/time-zones";
import { describeImage } from "@/server/games/raffles/images/upload-image";
import { isAppError } from "@/server/kernel/errors";
import { organiserScope, raffleScope } from "../../../scope";

/** Begins a raffle and leads to its first part, or to the list of its parts. */
export async function begin(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const scope = await organiserScope("/organisation/raffles/new", textOf(values, "organisationId") || undefined);
  let raffleId: string;
  try {
    const timeZone = TIME_ZONES.find((zone) => zone === textOf(values, "timeZone")) ?? TIME_ZONES[0];
    raffleId = await beginRaffle(scope.raffles, scope.by, { title: textOf(values, "title"), timeZone });
  } catch (error) {
    const text = await refusalText(error, "begin-raffle");
    return { attempt: state.attempt + 1, values, faults: [{ field: "title", text }] };
  }
  redirect(`/organisation/raffles/${raffleId}/edit${textOf(values, "way") === "list" ? "" : "/what"}`);
}

/**
 * Takes one part of a form as a page sends it, and does what its button says: goes on, goes to the list, adds, moves or
 * removes a row, or opens the page of a picture. The same with scripts and without.
 */
export async function sendPart(data: FormData): Promise<void> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const part = textOf(values, "part");
  const base = `/organisation/raffles/${raffleId}/edit`;
  const here = `${base}/${isPart(part) ? part : ""}`;
  const { raffles, by } = await raffleScope(here, raffleId);
  const wish = textOf(values, "do");
  const revision = Number(textOf(values, "revision")) || 0;
  // A box that is not checked sends the empty text before it, so the last of several is the word that counts.
  const fields = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      isFormField(name) ? [[name, Array.isArray(value) ? (value.at(-1) ?? "") : value]] : [],
    ),
  );
  const arrangement = readArrangement(
    wish.startsWith("from move.") ? textOf(values, wish.slice("from ".length)) : wish,
  );
  const open = await openForm(raffles, by, raffleId);
  let refused = "";
  let anchor = "";
  let saved: Awaited<ReturnType<typeof sendForm>>;
  try {
    saved = await sendForm(raffles, by, raffleId, {
      revision,
      fields,
      andThen: (form) => {
        if (!arrangement) return form;
        const arranged = arrangeForm(form, arrangement, open.rules);
        if (arranged.ok) anchor = arranged.added ?? "";
        else refused = arranged.faults[0]?.code ?? "noSuchPlace";
        return arranged.ok ? arranged.form : form;
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    redirect(`${here}?refused=${error.code}`);
  }
  const since = saved.told.length > 0 ? `since=${revision}&` : "";
  if (refused) redirect(`${here}?${since}refused=${refused}`);
  if (arrangement) redirect(`${here}?${since}#${anchor || "layout"}`);
  if (wish.startsWith("picture ")) redirect(`${base}/picture?of=${encodeURIComponent(wish.slice("picture ".length))}`);
  if (wish === "list") redirect(`${base}?${since}`);
  if (wish === "stay" || !isPart(part)) redirect(`${here}?${since}saved=1`);
  const isWrong = saved.read.faults.some((fault) => partOf(fault.field) === part && !fault.isMissing);
  if (isWrong && textOf(values, "seen") !== "1") redirect(`${here}?${since}checked=1`);
  redirect(`${base}/${PARTS[PARTS.indexOf(part) + 1] ?? "check"}${since ? `?${since}` : ""}`);
}

/** Says what a picture shows and where its crops have their middle: a press on the picture itself, or two figures. */
export async function cropPicture(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const field = textOf(values, "of");
  const path = `/organisation/raffles/${raffleId}/edit/picture?of=${encodeURIComponent(field)}`;
  const { context, raffles, by } = await raffleScope(path, raffleId);
  try {
    const { form } = await openForm(raffles, by, raffleId);
    const shownWidth = Number(textOf(values, "shownWidth"));
    const shownHeight = Number(textOf(values, "shownHeight"));
    const pressed =
      textOf(values, "at.x") !== "" && Number(textOf(values, "at.x")) + Number(textOf(values, "at.y")) > 0;
    const point = pressed
      ? {
          x: (Number(textOf(values, "at.x")) * 1000) / shownWidth,
          y: (Number(textOf(values, "at.y")) * 1000) / shownHeight,
        }
      : { x: Number(textOf(values, "x")) * 10, y: Number(textOf(values, "y")) * 10 };
    await describeImage(imageServices(context), by, form[field] ?? "", {
      point,
      alternativeText: textOf(values, "alternativeText"),
    });
  } catch (error) {
    const text = await refusalText(error, "crop-picture");
    return { attempt: state.attempt + 1, values, faults: [{ field: "alternativeText", text }] };
  }
  redirect(`${path}&saved=1`);
}

/** Takes a picture out of a field: the drawn one stands there again. The file stays with the organisation. */
export async function dropPicture(data: FormData): Promise<void> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const field = textOf(values, "of");
  const path = `/organisation/raffles/${raffleId}/edit/picture?of=${encodeURIComponent(field)}`;
  const { raffles, by } = await raffleScope(path, raffleId);
  const { form, revision } = await openForm(raffles, by, raffleId);
  if (isFormField(field)) {
    await saveForm(raffles, by, raffleId, { revision, patches: [{ field, before: form[field] ?? "", after: "" }] });
  }
  redirect(path);
}
