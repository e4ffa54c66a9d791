import { fixedClock } from "@/server/kernel/clock";
import { openDatabase } from "@/server/kernel/db";
import { lotteryOverHttp } from "@/server/lotteries/adapters/lottery-http";
import { buyTicket, type TicketWish } from "@/server/lotteries/buy-ticket";

/** Buys one ticket in a process of its own, to be killed while it does. */
const db = openDatabase(process.env.DATABASE_URL!, 2);
const lottery = lotteryOverHttp({ url: process.env.LOTTERY_URL!, keyId: "tests", secret: "a secret for tests alone" });
const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
await buyTicket({ db, clock, lottery, followers: [] }, null, JSON.parse(process.argv[2]!) as TicketWish);
