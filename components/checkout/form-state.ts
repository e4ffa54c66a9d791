/** What somebody chose of a raffle's ways to buy, as they typed it. */
export interface HoldTyped {
  /** The bundle; empty for tickets at their plain price. */
  level: string;
  /** Numbers of the board, as text. */
  picks: string;
  /** Tickets on each prize of a tray, by its drawing. */
  places: Record<string, number>;
  giftEmail: string;
  giftMessage: string;
}

export const NOTHING_TYPED: HoldTyped = { level: "", picks: "", places: {}, giftEmail: "", giftMessage: "" };

/** What the page shows after tickets could not be set aside. */
export interface HoldState {
  /** A key under `checkout.refused`, with what fills it. */
  problem: { code: string; fill: Record<string, string | number> } | null;
  count: number;
  /** What was chosen beside the count; empty where the raffle does not ask for it. */
  typed: HoldTyped;
  shortfall: "none" | "remaining";
  /** Names one wish; the same for a repeated click. */
  key: string;
  /** Where to go on once tickets are held. */
  go: string | null;
}

export interface PayTyped {
  agree: boolean;
  signature: string;
  donation: string;
  cover: boolean;
  few: "none" | "remaining";
}

/** What the page shows after the payment could not be opened; everything typed is kept. */
export interface PayState {
  faults: Array<{ field: "agree" | "signature" | "donation"; text: "agree" | "signature" | "donation" }>;
  problem: { code: string; fill: Record<string, string | number> } | null;
  typed: PayTyped;
  /** Changes with every answer, so that a new summary takes the focus. */
  turn: number;
}
