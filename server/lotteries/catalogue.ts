import { parseDate } from "@/server/jurisdiction/age";
import { auOzLotto } from "./catalogue/au-ozlotto";
import { auPowerball } from "./catalogue/au-powerball";
import { auTattsLotto } from "./catalogue/au-tattslotto";
import { ca649 } from "./catalogue/ca-649";
import { caLottoMax } from "./catalogue/ca-lottomax-7of50";
import { de6aus49 } from "./catalogue/de-6aus49";
import { euroJackpot } from "./catalogue/eurojackpot";
import { euroMillions } from "./catalogue/euromillions";
import { ieLotto } from "./catalogue/ie-lotto";
import { ukLotto } from "./catalogue/uk-lotto";
import { usMegaMillions } from "./catalogue/us-megamillions-2025";
import { usPowerball } from "./catalogue/us-powerball";
import type { GameRules, LotteryGame } from "./game";

/** Every game the venue knows. A new one is a file in catalogue/ and its name here. */
export const CATALOGUE: readonly LotteryGame[] = [
  usPowerball,
  usMegaMillions,
  ukLotto,
  euroMillions,
  euroJackpot,
  auTattsLotto,
  auOzLotto,
  auPowerball,
  ca649,
  caLottoMax,
  ieLotto,
  de6aus49,
];

const byId = new Map(CATALOGUE.map((game) => [game.id, game]));

export function findGame(id: string): LotteryGame | null {
  return byId.get(id) ?? null;
}

/** The rules by which a draw of that date is judged, or null where the catalogue knows none for it. */
export function rulesOn(game: LotteryGame, date: string): GameRules | null {
  if (!parseDate(date)) return null;
  return (
    game.versions.find(({ validFrom, validTo }) => validFrom <= date && (validTo === null || date <= validTo)) ?? null
  );
}
