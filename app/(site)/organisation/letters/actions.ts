"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, listOf, textOf, valuesOf } from "@/components/people/form-spec";
import { newsServices } from "@/server/api/news-services";
import { refusalText } from "@/server/api/page";
import {
  discardCampaign,
  releaseCampaign,
  saveCampaign,
  sendTrial,
  stopCampaign,
} from "@/server/games/raffles/news/write-campaign";
import { organiserScope } from "../scope";

export async function saveLetter(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("running.letters");
  const { by, context } = await organiserScope("/organisation/letters", textOf(values, "of") || undefined);
  const again = (faults: FormState["faults"]): FormState => ({ attempt: state.attempt + 1, values, faults });
  const chosen = listOf(values, "raffles");
  let saved: Awaited<ReturnType<typeof saveCampaign>>;
  try {
    saved = await saveCampaign(newsServices(context), by, textOf(values, "id") || null, {
      kind: textOf(values, "kind") === "notice" ? "notice" : "message",
      everyRaffle: chosen.includes("all"),
      raffleIds: chosen.filter((one) => one !== "all"),
      subject: textOf(values, "subject"),
      body: textOf(values, "body").replace(/\r\n/g, "\n"),
      repliesToMe: textOf(values, "repliesToMe") === "on",
    });
  } catch (error) {
    return again([{ field: "subject", text: await refusalText(error, "save-letter") }]);
  }
  if (!saved.ok) {
    return again(
      saved.faults.map(({ field, code, most }) => ({ field, text: t(`faults.${code}`, { most: most ?? 0 }) })),
    );
  }
  redirect(`/organisation/letters/${saved.id}?of=${by.organisationId}`);
}

/** What the buttons of a letter do: a trial to oneself, sending, stopping, throwing a draft away. */
export async function actOnLetter(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const id = textOf(values, "id");
  const t = await getTranslations("running.letters");
  const path = `/organisation/letters/${id}`;
  const { by, context } = await organiserScope(path, textOf(values, "of") || undefined);
  const services = newsServices(context);
  const act = textOf(values, "act");
  try {
    if (act === "trial") {
      await sendTrial(services, by, id, await getLocale());
      const title = t("trialSent", { address: by.actor.email });
      return { attempt: state.attempt + 1, values, faults: [], note: { kind: "good", title } };
    }
    if (act === "send") await releaseCampaign(services, by, id);
    else if (act === "stop") await stopCampaign(services, by, id);
    else if (act === "discard") await discardCampaign(services, by, id);
  } catch (error) {
    const title = await refusalText(error, `letter-${act}`);
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(act === "discard" ? `/organisation/letters?of=${by.organisationId}` : `${path}?of=${by.organisationId}`);
}
