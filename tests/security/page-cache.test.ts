import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import PageCache from "@/server/edge/page-cache.mjs";

/** A page as Next hands it to the cache: its payload stands in an inline script, and beside it as it is. */
function rendered(...parts: string[]) {
  const address = JSON.stringify(parts);
  const payload = `1:["$","p",null,{"children":"Closed."}]\n0:{"P":null,"c":${address},"q":"","i":false,"t":{"c":"$Q7"}}\n`;
  const html = `<html><body><p>Closed.</p><script>self.__next_f.push([1,${JSON.stringify(payload)}])</script></body></html>`;
  return { kind: "APP_PAGE", html, rscData: Buffer.from(payload), headers: { "x-a": "b" } };
}

test("P25 a page kept for a class holds nothing of the address it was first rendered for", async () => {
  const cache = new PageCache();
  const page = rendered("", "raffles", "the-secret-quilt-ccq-1?_rsc=abc");
  expect(page.html).toContain("secret-quilt");
  await cache.set("/v/en/class/closed/excluded.US-UT", page);
  const kept = (await cache.get("/v/en/class/closed/excluded.US-UT"))?.value;
  expect(kept?.html).not.toContain("secret-quilt");
  expect(String(kept?.rscData)).not.toContain("secret-quilt");
  expect(kept?.html).toContain("Closed.");
  expect(String(kept?.rscData)).toContain('"c":["",""],"q":""');
  // Whoever came first is answered with this very object.
  expect(page.html).toBe(kept?.html);
  const script = /<script>([\s\S]*?)<\/script>/.exec(String(kept?.html))?.[1] ?? "";
  expect(kept?.headers?.["content-security-policy"]).toContain(createHash("sha256").update(script).digest("base64"));
});

test("P25 a page whose address is not found as expected is answered with its policy and not kept", async () => {
  const cache = new PageCache();
  const page = { ...rendered("", "raffles"), html: "<script>other('raffles/the-secret-quilt')</script>" };
  await cache.set("/v/en/class/closed/other.US-UT", page);
  expect(await cache.get("/v/en/class/closed/other.US-UT")).toBeNull();
  expect(page.headers).toHaveProperty("content-security-policy");
});

test("P25 a text that looks like an address stays what it is", async () => {
  const cache = new PageCache();
  const page = rendered("", "raffles", "a-b");
  page.html = page.html.replace("<p>Closed.</p>", "<p>&quot;c&quot;:[&quot;x&quot;]</p>");
  await cache.set("/v/en/class/raffles", page);
  const kept = (await cache.get("/v/en/class/raffles"))?.value;
  expect(kept?.html).toContain("&quot;c&quot;:[&quot;x&quot;]");
});
