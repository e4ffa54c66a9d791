import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { showDirections } from "@/server/games/raffles/form/show-directions";
import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { cropAround, formatOf, imageKey, readImageKey } from "@/server/games/raffles/images/image";
import { databaseImageFiles } from "@/server/games/raffles/images/image-file-store";
import { showImage } from "@/server/games/raffles/images/show-image";
import { describeImage, type ImageDeps, uploadImage } from "@/server/games/raffles/images/upload-image";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { type AuthorizedOrganiser, authoriseOrganiser } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, testDeps } from "../people/support";
import { makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";

const clock = fixedClock(NOW);
let fresh: FreshDatabase;
let deps: ImageDeps;
let own: AuthorizedOrganiser;
let foreign: AuthorizedOrganiser;
let actor: Actor;
let stranger: Actor;
let organisationId = "";

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  const people = testDeps(fresh.db, clock);
  deps = { db: fresh.db, clock, codec: sharpImages, files: databaseImageFiles };
  organisationId = await makeOrganisation(fresh.db);
  const other = await makeOrganisation(fresh.db);
  actor = await member(people, "own@example.org", [{ kind: "organisation", organisationId }]);
  stranger = await member(people, "other@example.org", [{ kind: "organisation", organisationId: other }]);
  own = authoriseOrganiser(actor, organisationId);
  foreign = authoriseOrganiser(stranger, other);
});
afterAll(() => fresh.drop());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 20, g: 90, b: 70 } } });
const place = (...areas: string[]) => ({
  source: "chosen" as const,
  alternatives: [[["US"], [areas[0]!], [areas[1]!], []]],
  label: "",
  ageAtLeast: null,
  revision: 0,
});
const ERIE = place("US-NY", "US-36029");
const UTAH = place("US-UT", "US-49035");

test("R9 a picture is encoded anew: turned upright, within bounds, without a trace of metadata or of what hid in it", async () => {
  const hidden = "<script>alert(1)</script>";
  const photo = await plain(3000, 2000)
    .jpeg()
    .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: "secret place", ImageDescription: hidden } } })
    .toBuffer();
  // A polyglot: a picture to one reader, a page to another.
  const image = await uploadImage(deps, own, new Uint8Array(Buffer.concat([photo, Buffer.from(hidden)])));
  expect([image.width, image.height]).toEqual([1600, 2400]);
  const rows = await fresh.db.imageVariant.findMany({ where: { imageId: image.id } });
  expect(rows.map(({ name }) => name).sort()).toEqual(["1280", "320", "640", "960", "whole"]);
  for (const { bytes, contentType, name } of rows) {
    expect(contentType).toBe("image/webp");
    expect(Buffer.from(bytes).includes("secret place") || Buffer.from(bytes).includes("script")).toBe(false);
    const { exif, xmp, iptc, orientation, format, width } = await sharp(bytes).metadata();
    expect([exif, xmp, iptc, orientation, format]).toEqual([undefined, undefined, undefined, undefined, "webp"]);
    if (name !== "whole") expect(width).toBe(Number(name));
  }
});

test("R9 files that are no picture, or would not fit into memory, are refused by name", async () => {
  const refused = async (bytes: Buffer | Uint8Array) => codeOf(uploadImage(deps, own, new Uint8Array(bytes)));
  const png = await plain(640, 480).png().toBuffer();
  const jpeg = await plain(1600, 1200).jpeg().toBuffer();
  expect(await refused(Buffer.from(""))).toBe("imageMissing");
  expect(await refused(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))).toBe(
    "imageKindUnknown",
  );
  expect(await refused(Buffer.from("GIF89a"))).toBe("imageKindUnknown");
  expect(await refused(await plain(640, 480).tiff().toBuffer())).toBe("imageKindUnknown");
  expect(await refused(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from("<html>")]))).toBe(
    "imageUnreadable",
  );
  expect(await refused(png.subarray(0, 60))).toBe("imageUnreadable");
  expect(await refused(jpeg.subarray(0, jpeg.length / 2))).toBe("imageUnreadable");
  expect(await refused(await plain(100, 2000).png().toBuffer())).toBe("imageTooSmall");
  expect(await refused(Buffer.alloc(12 * 1024 * 1024 + 1, 0xff))).toBe("imageTooLarge");
  // A bomb: a few kilobytes that would unpack to a hundred million points.
  const bomb = await plain(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer();
  expect(bomb.length).toBeLessThan(2_000_000);
  const heapBefore = process.memoryUsage().rss;
  expect(await refused(bomb)).toBe("imageTooManyPixels");
  expect(process.memoryUsage().rss - heapBefore).toBeLessThan(200 * 1024 * 1024);
});

test("R9 what a file is called by nobody is asked: its bytes decide", () => {
  expect(formatOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))).toBe("png");
  expect(formatOf(new TextEncoder().encode("RIFF....WEBP"))).toBe("webp");
  expect(formatOf(new TextEncoder().encode("RIFF....WAVE"))).toBeNull();
  expect(formatOf(new Uint8Array())).toBeNull();
});

test("R9 a crop has the shape of a cover, lies inside the picture and has the point as near its middle as can be", () => {
  const side = fc.integer({ min: 320, max: 5000 });
  const part = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(side, side, part, part, (width, height, x, y) => {
      const crop = cropAround({ width, height }, { x, y });
      expect(crop.left >= 0 && crop.top >= 0).toBe(true);
      expect(crop.left + crop.width <= width && crop.top + crop.height <= height).toBe(true);
      expect(Math.abs(crop.width * 2 - crop.height * 3)).toBeLessThanOrEqual(3);
      const [px, py] = [(width * x) / 1000, (height * y) / 1000];
      expect(px >= crop.left - 1 && px <= crop.left + crop.width + 1).toBe(true);
      expect(py >= crop.top - 1 && py <= crop.top + crop.height + 1).toBe(true);
    }),
  );
});

test("R9 a moved point makes new crops under a new address, and only its organisation may move it", async () => {
  const left = await sharp({ create: { width: 2000, height: 600, channels: 3, background: "#000000" } })
    .composite([{ input: await plain(600, 600).png().toBuffer(), left: 0, top: 0 }])
    .png()
    .toBuffer();
  const image = await uploadImage(deps, own, new Uint8Array(left));
  const change = { point: { x: 0, y: 500 }, alternativeText: "  A green square " };
  expect(await codeOf(describeImage(deps, foreign, image.id, change))).toBe("imageNotFound");
  const after = await describeImage(deps, own, image.id, change);
  expect(after).toMatchObject({ revision: 2, focalX: 0, alternativeText: "A green square" });
  const crop = await fresh.db.imageVariant.findFirstOrThrow({ where: { imageId: image.id, name: "320" } });
  expect(crop.revision).toBe(2);
  const { channels } = await sharp(crop.bytes).stats();
  expect(channels[1]!.mean).toBeGreaterThan(40); // green is at the left; of a crop around the middle it would be a sixth
  expect(await fresh.db.imageVariant.count({ where: { imageId: image.id, revision: 1 } })).toBe(0);
});

test("J13 a picture is there where a raffle that shows it is open, and for nobody else but its organisation", async () => {
  const image = await uploadImage(deps, own, new Uint8Array(await plain(900, 600).jpeg().toBuffer()));
  const key = imageKey(image, "640");
  const seen = async (where: typeof ERIE | null, who: Actor | null = null, which = key) =>
    (await showImage(deps, { place: where, actor: who }, which)) !== null;
  expect(await seen(ERIE)).toBe(false); // nothing shows it yet
  expect(await seen(null, actor)).toBe(true);
  expect(await seen(ERIE, stranger)).toBe(false);
  const raffleId = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-36029", coverage: "wide" }],
    raffle: { imageId: image.id },
  });
  expect([await seen(ERIE), await seen(UTAH), await seen(null)]).toEqual([true, false, false]);
  expect(await seen(ERIE, null, imageKey(image, "whole"))).toBe(false); // what was cut away is not for the public
  await fresh.db.game.update({ where: { id: raffleId }, data: { state: "suspended" } });
  expect(await seen(ERIE)).toBe(false);
});

test("R7 the way to a place of sale is shown where its raffle is open, from one's own address or by search", async () => {
  const raffleId = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-36029", coverage: "wide" }],
  });
  const id = newId();
  await fresh.db.salesPlace.create({
    data: { id, raffleId, position: 1, name: "Hall", street: "1 Dock Street & Sons", city: "Buffalo" },
  });
  const way = (where: typeof ERIE | null, from: string | null, which = id) =>
    showDirections({ db: fresh.db, clock }, { place: where, from }, which);
  const address = new URL((await way(ERIE, "7 Elm Street, Buffalo, 14202"))!);
  expect(address.origin).toBe("https://www.openstreetmap.org");
  expect(address.searchParams.get("from")).toBe("7 Elm Street, Buffalo, 14202");
  expect(address.searchParams.get("to")).toBe("1 Dock Street & Sons, Buffalo");
  expect(await way(ERIE, null)).toContain("/search?query=1+Dock");
  expect([await way(UTAH, null), await way(null, null), await way(ERIE, null, newId())]).toEqual([null, null, null]);
});

test("R9 addresses of pictures that were never given lead nowhere", () => {
  const id = "018f0000-0000-7000-8000-000000000000";
  expect(readImageKey(`${id}.1.640`)).toEqual({ id, revision: 1, variant: "640" });
  for (const key of [`${id}.0.640`, `${id}.1.641`, `${id}.1`, `../${id}.1.640`, `${id}.1.640.webp`, ""]) {
    expect(readImageKey(key)).toBeNull();
  }
});
