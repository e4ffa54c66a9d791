/**
 * The purchase as a process of its own that can be killed: the real use cases behind four small HTTP calls. Run by
 * tests/faults/purchases.ts; it trusts its caller with the member's id and is nothing but a harness.
 */
import { createServer } from "node:http";
import { openServices } from "@/server/api/services";
import { ticketServices } from "@/server/api/ticket-services";
import { environment } from "@/server/kernel/env";
import { isAppError } from "@/server/kernel/errors";
import { proveActor } from "@/server/people/authority";
import { holdTickets } from "@/server/tickets/hold-tickets";
import { settleOrder } from "@/server/tickets/settle-order";
import { startCheckout } from "@/server/tickets/start-checkout";

const services = openServices(environment());
const tickets = ticketServices(services);
const presence = JSON.parse(process.env.FAULTS_PRESENCE ?? "null");

const actorOf = (memberId: string) =>
  proveActor({
    memberId,
    sessionId: memberId,
    email: "",
    givenName: "",
    roles: [],
    secondFactor: false,
  });

type Call = { memberId: string; raffleId: string; orderId: string; key: string };

const calls: Record<string, (call: Call) => Promise<unknown>> = {
  "/hold": (call) =>
    holdTickets(tickets, actorOf(call.memberId), {
      raffleId: call.raffleId,
      quantity: 1,
      shortfall: "none",
      idempotencyKey: call.key,
      presence,
    }),
  "/checkout": (call) =>
    startCheckout(tickets, actorOf(call.memberId), {
      orderId: call.orderId,
      rulesVersion: 1,
      signedAs: "Test Member",
      donationMinor: 0,
      coverFee: false,
      presence,
    }),
  "/settle": async (call) => ({ state: await settleOrder(tickets, call.orderId) }),
  // What a shop does that looks first and writes afterwards.
  "/naive": async (call) => {
    const [row] = await services.db.query<{ left: number }>({
      text: `select r.ticket_cap - (select count(*)::int from naive_sale where raffle_id = r.game_id) as left
               from raffle r where r.game_id = $1`,
      values: [call.raffleId],
    });
    if ((row?.left ?? 0) <= 0) return { sold: false };
    await services.db.query({ text: "insert into naive_sale (raffle_id) values ($1)", values: [call.raffleId] });
    return { sold: true };
  },
};

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  try {
    const call = calls[request.url ?? ""];
    if (!call) throw new Error("no such call");
    const answer = await call(JSON.parse(body) as Call);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  } catch (error) {
    const refused = isAppError(error);
    response
      .writeHead(refused ? error.status : 500, { "content-type": "application/json" })
      .end(JSON.stringify({ code: refused ? error.code : "fault", message: String(error) }));
  }
}).listen(Number(process.env.PORT), "127.0.0.1");
