/** What every answer of the venue carries. */
export const STATIC_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains"],
];

/** Answers of the API are data: opened as pages they may load nothing, and nobody may put them into a frame. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Browsers may keep a page to compare it, and nobody else may: a shared cache would serve it past the gate. */
export const PRIVATE = "private, max-age=0, must-revalidate";

/** What the build's own assets carry: they are the same for everybody and do not pass the gate. */
export const ASSET_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["x-content-type-options", "nosniff"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains"],
  ["content-security-policy", "frame-ancestors 'none'"],
];
