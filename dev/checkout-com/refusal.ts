import { newId } from "./book";

/** An answer in the vendor's error form. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly codes: string[],
    readonly type = "request_invalid",
    readonly more: Record<string, unknown> = {},
  ) {
    super(codes.join(" "));
  }

  body(): Record<string, unknown> {
    return { request_id: newId("req").slice(4), error_type: this.type, error_codes: this.codes, ...this.more };
  }
}

export const invalid = (...codes: string[]): Refusal => new Refusal(422, codes);
export const notFound = (): Refusal => new Refusal(404, ["resource_not_found"], "resource_not_found");
