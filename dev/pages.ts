import { type Answer, escapeHtml, html } from "./stand-in";

/** The hand of the product, in small, for the pages that only development has. */
export const SHEET = `
:root{color-scheme:light dark;--surface:light-dark(oklch(0.975 0.006 95),oklch(0.205 0.028 252));--raised:light-dark(oklch(0.995 0.003 95),oklch(0.242 0.031 252));--ink:light-dark(oklch(0.245 0.034 252),oklch(0.935 0.016 85));--muted:light-dark(oklch(0.445 0.026 248),oklch(0.755 0.018 85));--line:light-dark(oklch(0.865 0.011 95),oklch(0.345 0.03 252));--accent:light-dark(oklch(0.415 0.072 174),oklch(0.775 0.088 172))}
*{box-sizing:border-box}
body{margin:0;background:var(--surface);color:var(--ink);font:400 1rem/1.5 Inter,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem}
h1,h2{font-family:Newsreader,"Iowan Old Style","Palatino Linotype",Georgia,serif;font-weight:500;line-height:1.15;margin:0 0 .5rem}
h1{font-size:2.25rem}h2{font-size:1.5rem;margin-top:2rem}
p{margin:0 0 1rem;max-width:40rem}
a{color:var(--accent);text-underline-offset:.2em}
.note{color:var(--muted)}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-size:.8125rem;font-weight:550;color:var(--muted)}
.code{font:500 1.75rem/1.2 "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace;letter-spacing:.08em}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--raised);border:1px solid var(--line);border-radius:4px;padding:1rem;font:400 .875rem/1.5 "JetBrains Mono",ui-monospace,Menlo,Consolas,monospace}
iframe{width:100%;height:36rem;border:1px solid var(--line);border-radius:4px;background:#fff}
input,button{font:inherit;color:inherit}
input{background:var(--raised);border:1px solid var(--muted);border-radius:4px;padding:.5rem .75rem;min-width:16rem}
button{background:var(--accent);color:var(--surface);border:0;border-radius:4px;padding:.5rem 1rem;cursor:pointer}
button.plain{background:none;color:var(--accent);padding:.25rem .5rem .25rem 0;text-decoration:underline;text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
ul.columns{columns:14rem;list-style:none;padding:0;margin:0}
.step{display:flex;gap:1rem;padding:.25rem 0}
`;

/** A whole page. `body` is HTML; `title` is text. */
export function page(status: number, title: string, body: string, head = ""): Answer {
  const name = escapeHtml(title);
  return html(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${name}</title>${head}<style>${SHEET}</style></head><body><main><h1>${name}</h1>${body}</main></body></html>`,
  );
}
