"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { newsServices } from "@/server/api/news-services";
import { pageContext, refusalText } from "@/server/api/page";
import { blockFriendLetters } from "@/server/games/raffles/news/tell-friends";
import { resubscribe, unsubscribe } from "@/server/people/unsubscribe";

export async function chooseLetters(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const token = textOf(values, "t");
  const block = textOf(values, "b");
  const act = textOf(values, "act");
  const deps = newsServices(await pageContext());
  try {
    if (block) await blockFriendLetters(deps, block);
    else if (act === "again") await resubscribe(deps, token);
    else await unsubscribe(deps, token, act === "all" ? "all" : "organisation", "page");
  } catch (error) {
    const title = await refusalText(error, "unsubscribe");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(
    block ? `/unsubscribe?b=${encodeURIComponent(block)}&done=1` : `/unsubscribe?t=${encodeURIComponent(token)}&done=1`,
  );
}
