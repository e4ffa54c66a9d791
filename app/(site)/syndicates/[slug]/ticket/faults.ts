/** What the recording page has words for; each stands at the field that it is about. */
export const FAULTS = [
  "handReference",
  "handTicketKnown",
  "handLines",
  "handLine",
  "handNotYet",
  "handTooLate",
  "imageMissing",
  "imageTooLarge",
  "imageKindUnknown",
  "imageUnreadable",
  "imageTooManyPixels",
  "imageTooSmall",
] as const;

export type Fault = (typeof FAULTS)[number];

export function faultField(fault: Fault): "reference" | "lines" | "picture" {
  if (fault.startsWith("image")) return "picture";
  return fault === "handLines" || fault === "handLine" ? "lines" : "reference";
}
