import { expect, test } from "playwright/test";

// What a page that was rendered just now carries and what the same page carries when it is sent as it was kept.
for (const path of ["/", "/raffles", "/raffles/there-is-no-such-raffle"]) {
  test(`P7 ${path} is sent as it was rendered, without asking the framework again`, async ({ request }) => {
    // Asked as data, so that the demonstration puts nothing into it.
    const ask = () => request.get(path, { headers: { accept: "*/*", cookie: "" } });
    await ask();
    const rendered = await request.get(`${path}?again`, { headers: { accept: "*/*" } });
    const kept = await ask();
    // The framework says that it answered from its cache or not; what is sent from in front of it says neither.
    expect(kept.headers()["x-nextjs-cache"]).toBeUndefined();
    expect(kept.headers()["content-security-policy"]).toContain("sha256-");
    expect(kept.headers()["cache-control"]).toBe("private, max-age=0, must-revalidate");
    const again = await request.get(path, { headers: { accept: "*/*", "if-none-match": kept.headers().etag! } });
    expect(again.status()).toBe(kept.status() === 200 ? 304 : kept.status());
    if (path === "/raffles") return; // with a query the list is made for whoever asks
    expect(rendered.headers()["x-nextjs-cache"]).toBeDefined();
    expect(await rendered.text()).toBe(await kept.text());
    for (const [name, value] of Object.entries(rendered.headers())) {
      if (/^(x-nextjs-(cache|prerender)|x-middleware-|etag|date|content-encoding|content-length|transfer-)/.test(name))
        continue;
      expect(kept.headers()[name], name).toBe(value);
    }
  });
}
