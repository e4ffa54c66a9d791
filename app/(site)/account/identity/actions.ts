"use server";

import { redirect } from "next/navigation";
import { identityServices } from "@/server/api/identity-services";
import { pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { beginOutsideCheck } from "@/server/people/identity/outside-check";
import { withdrawCheck } from "@/server/people/identity/request-check";

const PATH = "/account/identity";

export async function takeBack(): Promise<void> {
  const { context, actor } = await pageActor(PATH);
  try {
    await withdrawCheck(context, actor);
  } catch (error) {
    // Decided meanwhile: the page says what.
    const { code } = reportError(error, context.correlationId, "withdraw-identity-check");
    redirect(`${PATH}?fault=${code}`);
  }
  redirect(`${PATH}?withdrawn=1`);
}

export async function goElsewhere(): Promise<void> {
  const { context, actor } = await pageActor(PATH);
  let url: string | null;
  try {
    url = await beginOutsideCheck(await identityServices(context), actor);
  } catch (error) {
    const { code } = reportError(error, context.correlationId, "begin-identity-check");
    redirect(`${PATH}?fault=${code}`);
  }
  redirect(url ?? PATH);
}
