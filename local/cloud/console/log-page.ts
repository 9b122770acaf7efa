import type { LogLine } from '../core/journal.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './page.ts';

/** Where the log lines of a function, or of one of its invocations, are shown. */
export function logLink(query: Readonly<Record<string, string>>): string {
  return `/_local/log?${new URLSearchParams(query).toString()}`;
}

function levelText({ level }: LogLine): Html {
  const kind = level === 'ERROR' ? 'bad' : 'dim';
  return html`<span class="${kind}">${level}</span>`;
}

function invocation({ source, requestId }: LogLine): Html | undefined {
  if (requestId === undefined) return undefined;
  return html`<a href="${logLink({ source, id: requestId })}">${requestId.slice(0, 8)}</a>`;
}

const columns: readonly Column<LogLine>[] = [
  { heading: 'time', cell: ({ time }) => new Date(time).toISOString().slice(11, 23) },
  { heading: 'level', cell: levelText },
  { heading: 'from', cell: ({ source }) => source },
  { heading: 'invocation', cell: invocation },
  { heading: 'message', cell: ({ text }) => html`<pre>${text}</pre>` },
];

export function logTable(lines: readonly LogLine[], none: string): Html {
  return table(lines, columns, none);
}

/** The page's body: the last lines that were asked for, newest first. */
export function logPage(lines: readonly LogLine[], query: URLSearchParams): Html {
  const asked = [...query].map(([name, value]) => `${name} ${value}`).join(', ');
  return html`<h1>Log</h1>
<p class="dim">${asked === '' ? 'The last lines' : asked}, newest first. <a href="/_local">Overview</a></p>
${logTable(lines, 'No line that is kept fits.')}
`;
}
