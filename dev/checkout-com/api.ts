import { z } from "zod";
import { newId, type PageWish } from "./book";
import type { Control } from "./control";
import { capture, pageStatus, refund, shownPayment, voidPayment, type World } from "./payments";
import { invalid, notFound, Refusal } from "./refusal";

/** One call: what it is given, and what it answers. */
export interface Call {
  control: Control;
  world: World;
  publicUrl: string;
  query: URLSearchParams;
  body: unknown;
  ids: string[];
}

interface Route {
  method: string;
  path: string;
  /** Which credential it takes: the secret key, or an access token. */
  by: "key" | "token";
  /** Whether the vendor knows keys here. */
  keyed?: boolean;
  status?: number;
  run(call: Call): unknown;
}

const amount = z.number().int();
const metadata = z.record(z.string(), z.unknown());
const allocations = z
  .array(
    z.strictObject({
      id: z.string().startsWith("ent_"),
      amount: amount.min(1),
      reference: z.string().max(50).optional(),
      commission: z.strictObject({ amount: amount.min(1).optional(), percentage: z.number().optional() }).optional(),
    }),
  )
  .min(1);
const url = z.url().max(255);
const address = z.looseObject({ country: z.string().length(2) });

const pageBody = z.strictObject({
  amount: amount.min(0),
  currency: z.string().length(3),
  payment_type: z.enum(["Regular", "Recurring"]).optional(),
  reference: z.string().max(50).optional(),
  processing_channel_id: z.string().startsWith("pc_"),
  capture: z.boolean().optional(),
  allow_payment_methods: z.array(z.string()).optional(),
  customer: z.looseObject({ email: z.string().optional() }).optional(),
  billing: z.looseObject({ address }),
  products: z.array(z.looseObject({ name: z.string(), quantity: amount, price: amount })).optional(),
  locale: z.enum(["en-GB", "es-ES", "fr-FR", "de-DE"]).optional(),
  ...{ success_url: url, cancel_url: url, failure_url: url },
  metadata: metadata.optional(),
  amount_allocations: allocations.optional(),
});
const actionBody = z
  .strictObject({
    amount: amount.optional(),
    reference: z.string().max(80).optional(),
    capture_type: z.enum(["Final", "NonFinal"]).optional(),
    amount_allocations: allocations.optional(),
    metadata: metadata.optional(),
  })
  .nullish();
const entityBody = z.strictObject({
  reference: z.string().min(1).max(50),
  is_draft: z.literal(true),
  contact_details: z.strictObject({ invitee: z.strictObject({ email: z.email() }) }),
});

function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalid(...new Set(parsed.error.issues.map((issue) => `${issue.path.join("_") || "body"}_invalid`)));
}

const paymentOf = ({ world, ids }: Call) => {
  const payment = world.book.payment(ids[0]!);
  if (!payment) throw notFound();
  return payment;
};
const entityOf = ({ world, ids }: Call) => {
  const entity = world.book.entity(ids[0]!);
  if (!entity) throw notFound();
  return entity;
};
const shownEntity = (entity: ReturnType<typeof entityOf>) => ({
  id: entity.id,
  reference: entity.reference,
  status: entity.status,
  capabilities: {
    payments: { available: true, enabled: entity.status === "active" },
    payouts: { available: true, enabled: entity.status === "active" },
  },
  requirements_due:
    entity.status === "requirements_due" ? [{ field: "company.representatives", reason: "required" }] : [],
});
const disputeOf = ({ world, ids }: Call) => {
  const dispute = world.book.kept.disputes.find((one) => one.id === ids[0]);
  if (!dispute) throw notFound();
  return dispute;
};
const shownDispute = ({ evidence: _, submissions: __, ...shown }: ReturnType<typeof disputeOf>) => shown;
const links = (call: Call, id: string) => ({ redirect: { href: `${call.publicUrl}/page/${id}` } });

/** The endpoints that the venue calls. The vendor has many more; they are answered as unknown. */
export const ROUTES: Array<Route & { pattern: RegExp }> = (
  [
    {
      method: "POST",
      path: "/hosted-payments",
      by: "key",
      status: 201,
      run(call) {
        const wish = read(pageBody, call.body) as PageWish;
        const given = wish.amount_allocations;
        if (given && given.reduce((sum, each) => sum + each.amount, 0) !== wish.amount)
          throw invalid("amount_allocations_sum_mismatch");
        for (const { id } of given ?? [])
          if (call.world.book.entity(id)?.status !== "active") throw invalid("amount_allocations_id_invalid");
        const products = wish.products?.reduce((sum, each) => sum + each.price * each.quantity, 0);
        if (products !== undefined && products !== wish.amount) throw invalid("products_sum_mismatch");
        const id = newId("hpp").slice(0, 16);
        call.world.book.addPage({ id, createdMs: call.world.book.nowMs(), endedEarly: false, wish, paymentId: null });
        return { id, reference: wish.reference, _links: links(call, id) };
      },
    },
    {
      method: "GET",
      path: "/hosted-payments/:id",
      by: "key",
      run(call) {
        const page = call.world.book.page(call.ids[0]!);
        if (!page) throw notFound();
        const { amount_allocations: _, products: __, ...wish } = page.wish;
        const payment_id = page.paymentId ? { payment_id: page.paymentId } : {};
        return {
          id: page.id,
          status: pageStatus(call.world, page),
          ...wish,
          ...payment_id,
          _links: links(call, page.id),
        };
      },
    },
    {
      method: "GET",
      path: "/payments",
      by: "key",
      run({ world, query }) {
        const reference = query.get("reference");
        if (!reference) throw invalid("reference_required");
        const found = world.book.kept.payments.filter((one) => one.reference === reference).reverse();
        const [limit, skip] = [Number(query.get("limit") ?? 10), Number(query.get("skip") ?? 0)];
        return { limit, skip, total_count: found.length, data: found.slice(skip, skip + limit).map(shownPayment) };
      },
    },
    {
      method: "POST",
      path: "/payments/search",
      by: "key",
      run({ world, body }) {
        const text = z.iso.datetime();
        const form = z.strictObject({ query: z.string(), limit: amount.max(1000).optional(), from: text, to: text });
        const { query, limit = 10, from, to } = read(form, body);
        const wanted = /^metadata\.(\w+):'([^']*)'$/.exec(query);
        if (!wanted) throw invalid("query_invalid");
        const found = world.book.kept.payments.filter(
          (one) => one.metadata[wanted[1]!] === wanted[2] && one.requested_on >= from && one.requested_on <= to,
        );
        return { data: found.reverse().slice(0, limit).map(shownPayment) };
      },
    },
    { method: "GET", path: "/payments/:id", by: "key", run: (call) => shownPayment(paymentOf(call)) },
    { method: "GET", path: "/payments/:id/actions", by: "key", run: (call) => paymentOf(call).actions },
    ...(
      [
        ["captures", capture],
        ["voids", voidPayment],
        ["refunds", refund],
      ] as const
    ).map(
      ([name, run]): Route => ({
        method: "POST",
        path: `/payments/:id/${name}`,
        by: "key",
        keyed: true,
        status: 202,
        run: (call) => run(call.world, paymentOf(call), read(actionBody, call.body) ?? {}),
      }),
    ),
    {
      method: "GET",
      path: "/financial-actions",
      by: "key",
      run({ world, query }) {
        const paymentId = query.get("payment_id");
        if (!paymentId) throw invalid("payment_id_required");
        const data = world.book.kept.financial.filter((one) => one.payment_id === paymentId);
        return { count: data.length, limit: Number(query.get("limit") ?? 100), data };
      },
    },
    {
      method: "GET",
      path: "/disputes",
      by: "key",
      run({ world, query }) {
        const found = world.book.kept.disputes.filter((one) => one.payment_id === query.get("payment_id"));
        return { limit: 50, skip: 0, total_count: found.length, data: found.map(shownDispute) };
      },
    },
    { method: "GET", path: "/disputes/:id", by: "key", run: (call) => shownDispute(disputeOf(call)) },
    {
      method: "PUT",
      path: "/disputes/:id/evidence",
      by: "key",
      status: 204,
      run(call) {
        const dispute = disputeOf(call);
        if (dispute.status !== "evidence_required") throw invalid("dispute_not_open");
        const evidence = read(z.record(z.string().regex(/_(text|file)$/), z.string()), call.body);
        for (const [name, value] of Object.entries(evidence)) {
          if (name.endsWith("_text") && value.length > 500) throw invalid(`${name}_too_long`);
          if (name.endsWith("_file") && !call.world.book.kept.files.some(({ id }) => id === value))
            throw invalid(`${name}_invalid`);
        }
        Object.assign(dispute.evidence, evidence);
        return {};
      },
    },
    {
      method: "POST",
      path: "/disputes/:id/evidence",
      by: "key",
      status: 204,
      run(call) {
        const dispute = disputeOf(call);
        if (dispute.status !== "evidence_required") throw invalid("dispute_not_open");
        if (Object.keys(dispute.evidence).length === 0) throw invalid("evidence_required");
        dispute.status = "evidence_under_review";
        dispute.submissions++;
        return {};
      },
    },
    {
      method: "POST",
      path: "/accounts/entities",
      by: "token",
      status: 201,
      run({ world, control, body }) {
        const { reference, contact_details } = read(entityBody, body);
        const before = world.book.kept.entities.find((one) => one.reference === reference);
        if (before) throw new Refusal(409, ["entity_exists"], "request_conflict", { id: before.id });
        const ids = { id: newId("ent"), userId: newId("usr") };
        const entity = {
          ...ids,
          reference,
          email: contact_details.invitee.email,
          status: "draft" as const,
          invitations: 1,
        };
        world.book.kept.entities.push(entity);
        control.tell("sub_entity_created", { entity_id: entity.id, reference });
        return shownEntity(entity);
      },
    },
    { method: "GET", path: "/accounts/entities/:id", by: "token", run: (call) => shownEntity(entityOf(call)) },
    {
      method: "GET",
      path: "/accounts/entities/:id/members",
      by: "token",
      run: (call) => ({ data: [{ user_id: entityOf(call).userId }] }),
    },
    {
      method: "PUT",
      path: "/accounts/entities/:id/members/:user",
      by: "token",
      run(call) {
        const entity = entityOf(call);
        if (entity.userId !== call.ids[1]) throw notFound();
        entity.invitations++;
        return { id: entity.userId };
      },
    },
    {
      method: "GET",
      path: "/balances/:id",
      by: "token",
      run({ world, ids }) {
        if (ids[0] !== world.platformEntity && !world.book.entity(ids[0]!)) throw notFound();
        const data = Object.entries(world.book.kept.balances[ids[0]!] ?? {}).map(([currency, available]) => ({
          descriptor: currency,
          holding_currency: currency,
          balances: { pending: 0, available, payable: 0, collateral: 0, operational: 0 },
        }));
        return { data };
      },
    },
  ] satisfies Route[]
).map((route) => ({ ...route, pattern: new RegExp(`^${route.path.replace(/:\w+/g, "([^/]+)")}$`) }));
