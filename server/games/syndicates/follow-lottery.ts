import type { LotteryFollower } from "@/server/lotteries/ports";
import { makeDue } from "./store";

/** A syndicate's ticket, or that of one contribution to a pool of lines. */
const SUBJECT = /^syndicate:([0-9a-f-]{36})(?::[0-9a-f-]{36})?$/;

/** A syndicate hears of its ticket and its prizes in the transaction of the change; the next run of the worker goes on with it. */
export const syndicateFollower: LotteryFollower = {
  async purchaseChanged(tx, { subject }) {
    const id = SUBJECT.exec(subject)?.[1];
    if (id) await makeDue(tx, id);
  },
  async drawChanged() {},
  async claimChanged(tx, { subject }) {
    const id = SUBJECT.exec(subject)?.[1];
    if (id) await makeDue(tx, id);
  },
};
