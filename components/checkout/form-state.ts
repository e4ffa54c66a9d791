/** What the page shows after tickets could not be set aside. */
export interface HoldState {
  /** A key under `checkout.refused`, with what fills it. */
  problem: { code: string; fill: Record<string, string | number> } | null;
  count: number;
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
