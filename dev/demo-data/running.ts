import { newsServices } from "@/server/api/news-services";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import { releaseCampaign, saveCampaign } from "@/server/games/raffles/news/write-campaign";
import { writeSetting } from "@/server/kernel/setting-store";
import { quickRaffles } from "./quick-raffles";
import { type DemoServices, draftRaffle } from "./seed-demo";

export const HANDED_IN = "The autumn lantern walk";

/**
 * What running raffles shows when it is looked at first: one that waits for New York's regulator with a note, and a
 * letter that an organisation has sent to its participants. Again changes nothing.
 */
export async function seedRunning(services: DemoServices): Promise<void> {
  const { db, clock } = services.process;
  if ((await db.raffle.count({ where: { title: HANDED_IN } })) > 0) return;
  const now = clock.now();
  const closesAt = new Date(now.getTime() + 40 * 86_400_000);
  const { by, made } = await draftRaffle(
    services,
    { ...quickRaffles[0]!, title: HANDED_IN, permits: [["NY", "wide"]] },
    { opensAt: new Date(now.getTime() + 3 * 86_400_000), closesAt, drawAt: new Date(closesAt.getTime() + 3_600_000) },
    {
      summary: "A brass lantern to carry along the shore.",
      description: "Every year on the first Sunday of Advent we walk the shore with lanterns. This one leads the way.",
    },
  );
  // The demonstration's organisations activate by themselves; this one was handed in while a regulator had to.
  await db.transaction((tx) => writeSetting(tx, "activation_mode", "regulator", null, now));
  try {
    const note = "The permit of the county came this week; its number stands with the area.";
    const answer = await requestActivation(services.raffles, by, made.raffleId, note);
    if (!answer.ok) throw new Error(`${HANDED_IN}: ${JSON.stringify(answer.faults)}`);
  } finally {
    await db.transaction((tx) => writeSetting(tx, "activation_mode", "organisation", null, now));
  }
  const letters = newsServices(services.process);
  const letter = await saveCampaign(letters, by, null, {
    kind: "message",
    everyRaffle: true,
    raffleIds: [],
    subject: "The slipway is finished",
    body: "Thank you: with last year's raffles the slipway is paid for and finished.\n\nCome and see it on any Sunday in December.",
    repliesToMe: false,
  });
  if (!letter.ok) throw new Error(JSON.stringify(letter.faults));
  await releaseCampaign(letters, by, letter.id);
}
