/** The outbox kinds of the letters about orders. */
export const RECEIPT = "mail.receipt";
/** To whom tickets were given; written by `settle_order` itself. */
export const GIFT = "mail.gift";
export const ORDER_ENDED = "mail.order-ended";

/** A letter's parts, each already in the reader's language. */
export interface LetterParts {
  locale: string;
  subject: string;
  title: string;
  paragraphs: string[];
  facts: Array<{ term: string; value: string }>;
  link: { text: string; url: string } | null;
  foot: string;
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);

/**
 * Sets a letter: plain text for every reader and quiet HTML beside it. Mail programs know no style sheets, so the
 * styles stand in the elements; light colours that stay readable where a program turns them dark.
 */
export function setLetter(parts: LetterParts): { subject: string; text: string; html: string } {
  const width = Math.max(0, ...parts.facts.map((fact) => fact.term.length));
  const text = [
    parts.title,
    ...parts.paragraphs,
    parts.facts.map((fact) => `${`${fact.term}:`.padEnd(width + 2)}${fact.value}`).join("\n"),
    parts.link ? `${parts.link.text}:\n${parts.link.url}` : "",
    `--\n${parts.foot}`,
  ]
    .filter(Boolean)
    .join("\n\n");

  const serif = "Newsreader,Georgia,'Times New Roman',serif";
  const sans = "Inter,system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";
  const paragraphs = parts.paragraphs.map(
    (paragraph) => `<p style="margin:0 0 16px">${escaped(paragraph).replaceAll("\n", "<br>")}</p>`,
  );
  const facts = parts.facts.map(
    (fact) =>
      `<tr><th scope="row" style="text-align:left;font-weight:400;color:#5a6472;padding:8px 24px 8px 0;border-top:1px solid #d9d4c8;vertical-align:top">${escaped(fact.term)}</th>` +
      `<td style="padding:8px 0;border-top:1px solid #d9d4c8;font-variant-numeric:tabular-nums">${escaped(fact.value).replaceAll("\n", "<br>")}</td></tr>`,
  );
  const link = parts.link
    ? `<p style="margin:24px 0"><a href="${escaped(parts.link.url)}" style="display:inline-block;background:#1f5a4c;color:#ffffff;text-decoration:none;padding:12px 20px;border-radius:2px">${escaped(parts.link.text)}</a></p>`
    : "";
  const html = [
    `<!doctype html><html lang="${escaped(parts.locale)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escaped(parts.subject)}</title></head>`,
    `<body style="margin:0;background:#f7f4ec;color:#202c3a;font:16px/1.5 ${sans}">`,
    `<div style="max-width:560px;margin:0 auto;padding:32px 24px">`,
    `<p style="margin:0 0 32px;font:500 20px/1 ${serif}">Drawbridge</p>`,
    `<h1 style="margin:0 0 16px;font:500 28px/1.2 ${serif}">${escaped(parts.title)}</h1>`,
    ...paragraphs,
    facts.length > 0
      ? `<table role="presentation" style="width:100%;border-collapse:collapse;font-size:14px;border-bottom:1px solid #d9d4c8">${facts.join("")}</table>`
      : "",
    link,
    `<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #202c3a;font-size:13px;color:#5a6472">${escaped(parts.foot)}</p>`,
    "</div></body></html>",
  ].join("");
  return { subject: parts.subject, text: `${text}\n`, html };
}
