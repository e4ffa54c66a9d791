import { stateFile, usFile } from "@/components/maps/drawing-file";
import { services } from "@/server/api/services";
import { findMap } from "@/server/edge/register-class";

export const dynamic = "force-dynamic";

const MOST_KEPT = 50;
/** Maps of the whole country take a moment to draw; a state's is put together from what is drawn already. */
const drawn = new Map<string, string>();

async function countryFile(mapId: string): Promise<string | null> {
  const kept = drawn.get(mapId);
  if (kept) return kept;
  const answers = await findMap(services(), mapId);
  if (!answers) return null;
  const text = usFile(answers);
  if (drawn.size >= MOST_KEPT) drawn.clear();
  drawn.set(mapId, text);
  return text;
}

/**
 * A drawing of a state's counties with the answers that its address spells (`/maps/US-NY/<code>.svg`), or of the venue's
 * map by its hash (`/maps/us/<hash>.svg`). The same for everybody: whoever knows the address knows what is in it.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ area: string; file: string }> },
): Promise<Response> {
  const { area, file } = await params;
  const name = /^([\w-]{1,200})\.svg$/.exec(file)?.[1];
  const text = !name ? null : area === "us" ? await countryFile(name) : stateFile(area, name);
  if (!text) return new Response(null, { status: 404 });
  return new Response(text, {
    headers: {
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}
