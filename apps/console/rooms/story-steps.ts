import type { StoryStep } from '@roadstream/sdk';

/** What a step says besides its name, and how long one thing took after another. */

export const roomOf = ({ type }: StoryStep): string => type.split('.')[0] ?? '';

export function factsText({ facts }: StoryStep): string {
  return Object.entries(facts)
    .map(([name, value]) => (typeof value === 'string' ? value : `${name} ${JSON.stringify(value)}`))
    .join(' · ');
}

export interface Latency {
  readonly name: 'unlock' | 'pause' | 'resume' | 'end' | 'charge' | 'capture' | 'points';
  readonly milliseconds: number;
}

/** From what, and to which of these, each is measured. */
const MEASURED: readonly (readonly [name: Latency['name'], from: string, to: RegExp])[] = [
  ['unlock', 'rentals.unlock-requested.v1', /^rentals\.(started|unlock-failed)\./],
  ['pause', 'rentals.pause-requested.v1', /^rentals\.(paused|pause-failed)\./],
  ['resume', 'rentals.resume-requested.v1', /^rentals\.(resumed|resume-failed)\./],
  ['end', 'rentals.end-requested.v1', /^rentals\.(ended|end-refused|end-failed)\./],
  ['charge', 'rentals.ended.v1', /^billing\.(charged|charge-not-rated)\./],
  ['capture', 'billing.charged.v1', /^payments\.captured\./],
  ['points', 'billing.charged.v1', /^loyalty\.points-moved\./],
];

/** How long each took, every time that it was done: from the phone's request to what came of it, and on from there. */
export function latenciesOf(steps: readonly StoryStep[]): readonly Latency[] {
  return MEASURED.flatMap(([name, from, to]) =>
    steps.flatMap((step, n) => {
      if (step.type !== from) return [];
      const later = steps.slice(n + 1);
      const again = later.findIndex(({ type }) => type === from);
      const done = (again < 0 ? later : later.slice(0, again)).find(({ type }) => to.test(type));
      return done === undefined
        ? []
        : [{ name, milliseconds: Date.parse(done.time) - Date.parse(step.time) }];
    }),
  );
}

/** Steps of one request, such as an unlock and the car's answer, bear the same letter. */
export function requestsOf(steps: readonly StoryStep[]): ReadonlyMap<string, string> {
  const times = Map.groupBy(
    steps.flatMap(({ traceId }) => traceId ?? []),
    (traceId) => traceId,
  );
  const shared = [...times].filter(([, some]) => some.length > 1).map(([traceId]) => traceId);
  return new Map(shared.map((traceId, n) => [traceId, letterOf(n)]));
}

const LETTERS = 26;
const letterOf = (n: number): string =>
  String.fromCodePoint(65 + (n % LETTERS)) + (n < LETTERS ? '' : String(Math.floor(n / LETTERS) + 1));
