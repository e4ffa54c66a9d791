import { formatMoney } from "@/server/kernel/money";
import { setLetter } from "@/server/tickets/letters";
import type { CampaignKind } from "./campaign";
import type { NewsRaffle } from "./campaign-store";

export interface CampaignLetterFacts {
  say: (key: string, fill?: Record<string, string | number>) => string;
  locale: string;
  name: string;
  organisation: string;
  raffles: NewsRaffle[];
  appUrl: string;
  /** Ends these letters. */
  token: string;
}

/** The letter of a campaign in the reader's language; an organisation's own words stand as it wrote them. */
export function writeCampaignLetter(
  campaign: { kind: CampaignKind; subject: string; body: string; everyRaffle: boolean },
  facts: CampaignLetterFacts,
): { subject: string; text: string; html: string } {
  const { say, locale, organisation, raffles, appUrl } = facts;
  const first = raffles[0];
  const end = `${appUrl}/unsubscribe?t=${encodeURIComponent(facts.token)}`;
  if (campaign.kind === "activation" && first) {
    const ends = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone: first.timeZone });
    return setLetter({
      locale,
      subject: say("letters.activation.subject", { title: first.title }),
      title: first.title,
      paragraphs: [
        say("letters.greeting", { name: facts.name }),
        say("letters.activation.text", { organisation }),
        ...(first.summary ? [first.summary] : []),
      ],
      facts: [
        { term: say("letters.activation.price"), value: formatMoney(first.priceMinor, first.currency, locale) },
        { term: say("letters.activation.ends"), value: ends.format(first.closesAt) },
      ],
      link: { text: say("letters.activation.link"), url: `${appUrl}/raffles/${first.slug}` },
      foot: say("letters.activation.foot", { organisation, link: end }),
    });
  }
  const about = campaign.everyRaffle ? "" : raffles.map(({ title }) => title).join(", ");
  const foot = campaign.kind === "notice" ? "letters.notice.foot" : "letters.message.foot";
  return setLetter({
    locale,
    subject: campaign.subject,
    title: campaign.subject,
    paragraphs: [say("letters.greeting", { name: facts.name }), ...campaign.body.split(/\n{2,}/)],
    facts: [
      { term: say("letters.from"), value: organisation },
      ...(about ? [{ term: say("letters.about"), value: about }] : []),
    ],
    link: null,
    foot: say(foot, { organisation, link: end }),
  });
}
