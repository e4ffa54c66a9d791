import { isAppError } from "@/server/kernel/errors";
import { findGame } from "@/server/lotteries/catalogue";
import { type ShareImage, shareImage } from "./adapters/share-image";
import { type Reader, type SyndicateView, showSyndicate } from "./show-syndicates";

type Say = (key: string, fill?: Record<string, string | number>) => string;

/** Pictures drawn lately, by what they say; drawing one takes a tenth of a second. */
const drawn = new Map<string, Promise<Buffer>>();
const MOST_KEPT = 200;

/**
 * The share image of a syndicate's link (S4): the lottery, the draw and how many shares are left, for whoever may look at its page.
 * Everybody else is given a picture that says nothing of it.
 */
export async function drawShareImage(
  deps: Parameters<typeof showSyndicate>[0],
  slug: string,
  reader: Reader,
  words: { locale: string; say: Say },
): Promise<Buffer> {
  const view = await showSyndicate(deps, slug, reader).catch((error: unknown) => {
    if (isAppError(error) && error.status < 500) return null;
    throw error;
  });
  const image = view ? imageOf(view, words) : plainImage(words);
  const key = JSON.stringify(image);
  let picture = drawn.get(key);
  if (!picture) {
    if (drawn.size >= MOST_KEPT) drawn.clear();
    picture = shareImage(image);
    drawn.set(key, picture);
    picture.catch(() => drawn.delete(key));
  }
  return picture;
}

function plainImage({ say }: { say: Say }): ShareImage {
  return {
    brand: "Drawbridge",
    title: say("syndicates.share.plainTitle"),
    lines: [say("syndicates.share.plainText")],
    figures: null,
  };
}

function imageOf({ syndicate: one, shares }: SyndicateView, { locale, say }: { locale: string; say: Say }): ShareImage {
  const left = shares.filter(({ state }) => state === "offered").length;
  const first = one.draws[0]!;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" }).format(
    new Date(`${first}T12:00:00Z`),
  );
  const isOpen = one.state === "open" || one.state === "deciding";
  return {
    brand: "Drawbridge",
    title: one.name,
    lines: [
      say("syndicates.share.game", { lottery: findGame(one.lotteryGame)?.name ?? one.lotteryGame, date }),
      isOpen
        ? say("syndicates.share.left", { left, count: shares.length })
        : say(`syndicates.state.${one.state === "placing" && one.buyer === "manager" ? "recording" : one.state}`),
    ],
    figures: { taken: shares.length - left, count: shares.length },
  };
}
