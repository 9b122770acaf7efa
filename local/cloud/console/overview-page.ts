import type { MappingStatus } from '../lambda/event-sources/mapping.ts';
import type { FunctionStatistics } from '../lambda/live-function.ts';
import { type Html, html } from './html.ts';
import { logLink, logTable } from './log-page.ts';
import { type Column, table } from './page.ts';
import type { Status } from './status.ts';

const SHOWN_ERRORS = 20;

/** The page's body: what runs, and how it goes. */
export function overview(status: Status, refreshes: boolean): Html {
  const { functions, eventSources, topics, tables, routes, rules, schedules, errors } = status;
  return html`<h1>Roadstream on this computer</h1>
<p class="dim">It is ${status.now} on the platform${status.timeScale === 1 ? '' : `, ${status.timeScale} times as fast`};
${status.connections} MQTT clients.
${refreshes ? html`<a href="?refresh=off">Stand still</a>` : html`<a href="/_local">Go on</a>`} ·
<a href="/_local/status">as JSON</a> · <a href="/_local/log">log</a></p>
${status.unknown.map((what) => html`<p class="bad">Not known: ${what}</p>`)}
<h2>Functions</h2>${table(functions, functionColumns, 'No template has a function.')}
<h2>Event sources</h2>${table(eventSources, sourceColumns, 'No function has an event source.')}
<h2>Last errors</h2>${logTable(errors.slice(0, SHOWN_ERRORS), 'None so far.')}
<h2>Rules</h2>${table(rules, ruleColumns, 'No template has an IoT rule.')}
<h2>Routes</h2>${table(routes, routeColumns, 'No template has an HTTP API.')}
<h2>Tables</h2>${table(
    tables,
    [
      { heading: 'table', cell: ({ name }) => name },
      { heading: 'items', cell: ({ items }) => items, number: true },
    ],
    'No template has a table.',
  )}
<h2>Topics</h2>${table(topics, topicColumns, 'No template has a topic.')}
<h2>Schedules</h2>${table(schedules, scheduleColumns, 'No template has a schedule.')}
`;
}

const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** Nothing is known of a function that nobody has invoked. */
function ofInvoked({ invocations }: FunctionStatistics, text: string): string | undefined {
  return invocations === 0 ? undefined : text;
}

function bad(count: number): Html | number {
  return count === 0 ? count : html`<span class="bad">${count}</span>`;
}

function lastFailure({ name, lastFailure: failure }: FunctionStatistics): Html | undefined {
  if (failure === undefined) return undefined;
  const { message, time, requestId } = failure;
  const when = new Date(time).toISOString().slice(11, 19);
  return html`<a href="${logLink({ source: name, id: requestId })}">${when}</a> ${message}`;
}

const functionColumns: readonly Column<FunctionStatistics>[] = [
  { heading: 'function', cell: ({ name }) => html`<a href="${logLink({ source: name })}">${name}</a>` },
  { heading: 'invocations', cell: ({ invocations }) => invocations, number: true },
  { heading: 'errors', cell: ({ errors }) => bad(errors), number: true },
  { heading: 'throttled', cell: ({ throttles }) => bad(throttles), number: true },
  { heading: 'cold starts', cell: ({ coldStarts }) => coldStarts, number: true },
  { heading: 'median', cell: (row) => ofInvoked(row, milliseconds(row.medianDurationMs)), number: true },
  { heading: 'longest', cell: (row) => ofInvoked(row, milliseconds(row.maxDurationMs)), number: true },
  {
    heading: 'memory',
    cell: (row) => ofInvoked(row, `${row.maxMemoryUsedMb} of ${row.memoryMb} MB`),
    number: true,
  },
  {
    heading: 'workers',
    cell: ({ busy, idle, waiting, debugged }) =>
      `${busy} busy, ${idle} idle${waiting > 0 ? `, ${waiting} waiting` : ''}${debugged ? ', debugged' : ''}`,
  },
  { heading: 'last error', cell: lastFailure },
];

function lagText({ lag }: MappingStatus): string {
  const parts = Object.entries(lag);
  const behind = parts.filter(([, count]) => count > 0);
  if (behind.length === 0) return '0';
  const sum = behind.reduce((total, [, count]) => total + count, 0);
  return parts.length === 1 ? String(sum) : `${sum} (${behind.map((pair) => pair.join(': ')).join(', ')})`;
}

const sourceColumns: readonly Column<MappingStatus>[] = [
  { heading: 'function', cell: ({ functionName }) => functionName },
  { heading: 'reads', cell: ({ source }) => source },
  { heading: 'state', cell: ({ state }) => state },
  { heading: 'lag', cell: lagText, number: true },
  { heading: 'records', cell: ({ records }) => records, number: true },
  { heading: 'failures', cell: ({ failures }) => bad(failures), number: true },
  { heading: 'given up', cell: ({ discarded }) => bad(discarded), number: true },
  { heading: 'last result', cell: ({ lastResult }) => lastResult },
];

const ruleColumns: readonly Column<Status['rules'][number]>[] = [
  { heading: 'rule', cell: ({ name, disabled }) => `${name}${disabled ? ' (disabled)' : ''}` },
  { heading: 'from', cell: ({ filter }) => filter ?? 'Basic Ingest' },
  { heading: 'matched', cell: ({ matched }) => matched, number: true },
  { heading: 'succeeded', cell: ({ succeeded }) => succeeded, number: true },
  { heading: 'failed', cell: ({ failed }) => bad(failed), number: true },
  { heading: 'SQL errors', cell: ({ sqlErrors }) => bad(sqlErrors), number: true },
  { heading: 'error action', cell: ({ hasErrorAction }) => (hasErrorAction ? 'yes' : 'none') },
  { heading: 'lost', cell: ({ lost }) => bad(lost), number: true },
];

const routeColumns: readonly Column<Status['routes'][number]>[] = [
  { heading: 'route', cell: ({ route }) => html`<code>${route}</code>` },
  { heading: 'function', cell: ({ functionName }) => functionName },
  { heading: 'authorization', cell: ({ authorization }) => authorization },
  { heading: 'API', cell: ({ api }) => api },
];

const topicColumns: readonly Column<Status['topics'][number]>[] = [
  { heading: 'topic', cell: ({ name }) => name },
  { heading: 'partitions', cell: ({ partitions }) => partitions, number: true },
  { heading: 'records', cell: ({ records }) => records, number: true },
];

const scheduleColumns: readonly Column<Status['schedules'][number]>[] = [
  { heading: 'schedule', cell: ({ name }) => name },
  { heading: 'next', cell: ({ next }) => next ?? 'never' },
];
