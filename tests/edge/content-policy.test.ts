import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { hashedPolicy, noncePolicy } from "@/server/edge/content-policy.mjs";

const sha = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("P25 a cached page's policy names each inline script by hash and allows nothing else inline", async () => {
  const html = `<script src="/a.js" async=""></script><script>one("ü")</script><script id="x">two()</script><script>one("ü")</script>`;
  const policy = await hashedPolicy(html, {});
  const scripts = policy.split("; ").find((part) => part.startsWith("script-src "));
  expect(scripts).toBe(`script-src 'self' ${sha('one("ü")')} ${sha("two()")}`);
  expect(policy).not.toContain("unsafe");
  expect(policy).toContain("style-src 'self'");
});

test("P25 a dynamic page's policy allows scripts by nonce", () => {
  const policy = noncePolicy("abc", { STRIPE_API_BASE: "http://localhost:4242" });
  expect(policy).toContain("script-src 'self' 'nonce-abc';");
  expect(policy).toContain(
    "form-action 'self' https://checkout.stripe.com https://connect.stripe.com http://localhost:4242",
  );
  expect(policy).not.toContain("unsafe");
});

test("M2 the hosted pages of a second gateway are named where the venue has one", () => {
  const base = { CHECKOUT_COM_SECRET_KEY: "sk", CHECKOUT_COM_API_BASE: "http://127.0.0.1:4105" };
  expect(noncePolicy("abc", base)).toContain(
    "https://pay.checkout.com https://pay.sandbox.checkout.com http://127.0.0.1:4105 http://localhost:4105",
  );
  expect(noncePolicy("abc", {})).not.toContain("checkout.com;");
});
