import { requestContext } from "@/server/api/context";
import { imageServices } from "@/server/api/image-services";
import { limitedRequest } from "@/server/api/limited-body";
import { errorResponse, reportError, requireSameOrigin } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { formatOf } from "@/server/games/raffles/images/image";
import { announceSyndicate } from "@/server/games/syndicates/announce";
import { readLines } from "@/server/games/syndicates/read-lines";
import { recordTicket } from "@/server/games/syndicates/record-ticket";
import { showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { FAULTS } from "../faults";

export const dynamic = "force-dynamic";

const MOST_BYTES = 12 * 1024 * 1024;
/** So much typed text travels back in an address. */
const MOST_KEPT = 1500;

/** Records a ticket bought by hand, from a plain form with a picture, and goes back: with what was wrong, where something was. */
export async function POST(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const slug = (await params).slug.replace(/[^a-z0-9-]/g, "");
  const goTo = (to: string) =>
    new Response(null, { status: 303, headers: { location: to, "cache-control": "no-store" } });
  let typed = { reference: "", lines: "" };
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const { actor, seenPlace: place } = context;
    if (!actor) return goTo(`/login?next=${encodeURIComponent(`/syndicates/${slug}/ticket`)}`);
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    // Who may not is sent away before a byte of the picture is read.
    const onlooker = { place: place && { alternatives: place.alternatives }, age: place?.ageAtLeast ?? null };
    const reader = { actor, onlooker, invitation: null };
    const { syndicate: one, isManager } = await showSyndicate(deps, slug, reader);
    if (!isManager || one.buyer !== "manager") throw new AppError("notFound", 404);
    const limited = await limitedRequest(request, MOST_BYTES).catch((error) => {
      throw new AppError("imageTooLarge", 413, { most: MOST_BYTES / 1024 / 1024 }, { cause: error });
    });
    const sent = await limited.formData().catch(() => new FormData());
    const text = (name: string) => {
      const value = sent.get(name);
      return typeof value === "string" ? value.replaceAll("\0", "") : "";
    };
    typed = { reference: text("reference").slice(0, 80), lines: text("lines") };
    const rules = rulesOn(findGame(one.lotteryGame)!, one.draws[0]!)!;
    const file = sent.get("picture");
    const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    const picture = await readPicture(imageServices(context).codec, bytes);
    await recordTicket(deps, actor, {
      ...{ syndicateId: one.gameId, reference: typed.reference, picture },
      entries: readLines(rules, typed.lines),
    });
    await announceSyndicate(context.realtime, one.gameId);
    return goTo(`/syndicates/${slug}`);
  } catch (error) {
    const told = reportError(error, newId(), "record-ticket");
    if (!FAULTS.some((code) => code === told.code)) return errorResponse(error, newId(), "record-ticket");
    const back = new URLSearchParams({ fault: told.code, reference: typed.reference });
    if (typed.lines.length <= MOST_KEPT) back.set("lines", typed.lines);
    for (const [name, value] of Object.entries(told.params)) back.set(name, String(value));
    return goTo(`/syndicates/${slug}/ticket?${back}`);
  }
}

async function readPicture(
  codec: ReturnType<typeof imageServices>["codec"],
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Parameters<typeof recordTicket>[2]["picture"]> {
  if (bytes.byteLength === 0) throw new AppError("imageMissing", 422);
  const format = formatOf(bytes);
  if (!format) throw new AppError("imageKindUnknown", 422);
  return codec.clean(bytes, format);
}
