import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Html, html } from './html.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --dim: #777; --bad: #c22; --good: #182; }
@media (prefers-color-scheme: dark) { :root { --dim: #999; --bad: #f77; --good: #6c6; } }
body { font: 14px/1.4 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 80rem; }
h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
p { margin: .3rem 0; } a { color: inherit; } .dim { color: var(--dim); } .bad { color: var(--bad); }
.good { color: var(--good); }
table { border-collapse: collapse; width: 100%; } th { text-align: left; color: var(--dim); font-weight: normal; }
th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; } td.number, th.number { text-align: right; white-space: nowrap; padding-right: 1.2rem; }
pre, code { font: 12px/1.4 ui-monospace, monospace; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
@media (max-width: 44rem) {
  thead { display: none; } tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; }
  td, td.number { display: flex; justify-content: space-between; gap: 1rem; border: 0; padding: .1rem 0; text-align: right; white-space: normal; }
  td:empty { display: none; }
  td::before { content: attr(data-label); color: var(--dim); text-align: left; }
}`;

const styleElement = new Html(STYLE);

const REFRESH_SECONDS = 5;

/** No script at all, no other site, no frame: the page shows what anybody may have sent. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Whether it shows itself anew every few seconds. */
  readonly refreshes: boolean;
}

export function sendPage(response: ServerResponse, { title, body, refreshes }: Page): void {
  const refresh = refreshes ? html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}">` : undefined;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${refresh}
<title>${title}</title>
<style>${styleElement}</style>
</head>
<body>
${body}
</body>
</html>
`;
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(page.text);
}

/** A column: its heading, what stands in it, and whether these are numbers. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => Html | string | number | undefined;
  readonly number?: true;
}

/** A table, or what is said when there is nothing in it. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): Html {
  if (rows.length === 0) return html`<p class="dim">${none}</p>`;
  const kind = ({ number }: Column<Row>): string => (number === true ? 'number' : 'text');
  const head = columns.map((column) => html`<th class="${kind(column)}">${column.heading}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>${columns.map(
        (column) => html`<td class="${kind(column)}" data-label="${column.heading}">${column.cell(row)}</td>`,
      )}</tr>\n`,
  );
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
