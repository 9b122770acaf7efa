import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Answers,
  RECEIVED,
  RECORDS,
  type Records,
  receivedAnswers,
  receivedRecords,
  receivedShared,
  SHARED,
  type SharedAnswers,
} from '../../docs/generator/received.ts';
import { rooms } from '../../functions/rooms.ts';
import { messages, routes } from '../../shared/contracts/catalogue.ts';
import { Best } from './best.ts';
import type { Recording } from './recorder.ts';
import { wrongAnswer, wrongProblem, wrongRecord } from './wrong.ts';

/** What was new or otherwise. */
export interface Kept {
  readonly changed: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Puts recordings among the examples. One that is there stays, as long as it is what its contract says, so that a run changes
 * nothing without need; with `again`, what was received now takes its place.
 */
export function keep(folder: string, again: boolean): Kept {
  const recordings = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording);
  const changed: string[] = [];
  const refused: string[] = [];
  /** By name: what was there, unless it is wrong, else the best of what was received. */
  const merged = <One>(
    names: readonly string[],
    before: Readonly<Record<string, One>>,
    received: (recording: Recording) => Readonly<Record<string, One>>,
    wrong: (name: string, one: One) => string | undefined,
  ): Record<string, One> => {
    const best = new Best<One>();
    for (const recording of recordings)
      for (const [name, one] of Object.entries(received(recording))) {
        const why = wrong(name, one);
        if (why === undefined) best.offer(name, one, one);
        else refused.push(`${name}: ${why}`);
      }
    const fresh = best.all();
    return Object.fromEntries(
      names.flatMap((name) => {
        const old = before[name];
        const isOldRight = old !== undefined && wrong(name, old) === undefined;
        const one = isOldRight && !(again && fresh[name] !== undefined) ? old : fresh[name];
        if (one === undefined) return [];
        if (JSON.stringify(one) !== JSON.stringify(old)) changed.push(name);
        return [[name, one] as const];
      }),
    );
  };

  const routeIds = routes.map(({ id }) => id).toSorted();
  const answers = merged(routeIds, receivedAnswers(), (recording) => recording.answers, wrongAnswer);
  for (const { name, functions } of rooms) {
    const served = new Set(functions.flatMap(({ routes: some = [] }) => some.map(({ id }) => id)));
    if (served.size === 0) continue;
    const own: Answers = Object.fromEntries(Object.entries(answers).filter(([id]) => served.has(id)));
    write(`${name}.json`, own);
  }

  const before = receivedShared();
  const codes = (some: readonly Readonly<Record<string, unknown>>[]): string[] =>
    [...new Set(some.flatMap((one) => Object.keys(one)))].toSorted();
  const right = (): undefined => undefined;
  const pending = merged(
    ['202'],
    before.pending === undefined ? {} : { 202: before.pending },
    (recording) => recording.pending,
    right,
  );
  const shared: SharedAnswers = {
    problems: merged(
      codes([before.problems, ...recordings.map((recording) => recording.problems)]),
      before.problems,
      (recording) => recording.problems,
      (code, { body }) => wrongProblem(code, body),
    ),
    gateway: merged(
      codes([before.gateway, ...recordings.map((recording) => recording.gateway)]),
      before.gateway,
      (recording) => recording.gateway,
      right,
    ),
    ...(pending['202'] === undefined ? {} : { pending: pending['202'] }),
  };
  write(SHARED, shared);

  const records: Records = merged(
    messages.map(({ type }) => type).toSorted(),
    receivedRecords(),
    (recording) => recording.records,
    wrongRecord,
  );
  write(RECORDS, records);
  return { changed, refused };
}

function write(file: string, content: object): void {
  mkdirSync(RECEIVED, { recursive: true });
  // An example is a line: so a change of one is a change of one line.
  const lines = (value: object, depth: number): string =>
    depth === 0
      ? JSON.stringify(value)
      : `{\n${Object.entries(value)
          .map(([name, inner]) => `${JSON.stringify(name)}: ${lines(inner as object, depth - 1)}`)
          .join(',\n')}\n}`;
  writeFileSync(join(RECEIVED, file), `${lines(content, file === SHARED ? 2 : 1)}\n`);
}
