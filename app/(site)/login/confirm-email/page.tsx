import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { pageContext, refusalText } from "@/server/api/page";
import { confirmEmail } from "@/server/people/log-in";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("confirmEmail.title"), referrer: "same-origin" };
}

/** Opening the link is the proof: it says no more than that the mailbox is read. */
export default async function ConfirmEmailPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const t = await getTranslations("people");
  const context = await pageContext();
  const { token = "" } = await searchParams;
  let refusal: string | null = null;
  let isConfirmed = false;
  try {
    isConfirmed = await confirmEmail(context.people, token, context.client);
  } catch (error) {
    refusal = await refusalText(error, "confirm-email");
  }
  return (
    <Page title={t("confirmEmail.title")}>
      <Note kind={isConfirmed ? "good" : "bad"}>
        {refusal ?? (isConfirmed ? t("confirmEmail.done") : t("confirmEmail.over"))}
      </Note>
      <div className="mt-4">
        <ButtonLink href={isConfirmed ? "/raffles" : "/account"}>
          {isConfirmed ? t("confirmEmail.goOn") : t("confirmEmail.account")}
        </ButtonLink>
      </div>
    </Page>
  );
}
