import type { Reader } from "@/server/kernel/db";
import type { CampaignKind } from "./campaign";

export interface ReceivedLetter {
  id: string;
  kind: CampaignKind;
  organisation: string;
  subject: string;
  body: string;
  sentAt: Date;
  /** Of news of a raffle. */
  raffle: { id: string; slug: string; title: string } | null;
}

/** Letters of organisations that were sent to a member, the newest first. */
export async function findReceived(
  reader: Reader,
  memberId: string,
  limit: number,
  offset: number,
): Promise<ReceivedLetter[]> {
  const rows = await reader.query<{
    id: string;
    kind: CampaignKind;
    organisation: string;
    subject: string;
    body: string;
    sentAt: Date;
    raffleId: string | null;
    slug: string | null;
    title: string | null;
  }>({
    text: `select c.id::text, c.kind, o.name as organisation, c.subject, c.body, x.ended_at as "sentAt",
                  g.id::text as "raffleId", g.slug, r.title
             from campaign_recipient x join campaign c on c.id = x.campaign_id join organisation o on o.id = c.organisation_id
             left join game g on g.id = c.raffle_id left join raffle r on r.game_id = g.id
            where x.member_id = $1::uuid and x.state = 'sent' order by x.ended_at desc, c.id limit $2::int offset $3::int`,
    values: [memberId, limit, offset],
  });
  return rows.map(({ raffleId, slug, title, sentAt, ...row }) => ({
    ...row,
    sentAt: new Date(sentAt),
    raffle: raffleId && slug && title ? { id: raffleId, slug, title } : null,
  }));
}

export async function countReceived(reader: Reader, memberId: string): Promise<number> {
  return reader.campaignRecipient.count({ where: { memberId, state: "sent" } });
}
