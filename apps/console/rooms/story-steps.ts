import type { RentalDelivery, StoryStep } from '@roadstream/sdk';

/** What a step says besides its name, and how long one thing took after another. */

export const roomOf = ({ type }: StoryStep): string => type.split('.')[0] ?? '';

export function factsText({ facts }: StoryStep): string {
  return Object.entries(facts)
    .map(([name, value]) => (typeof value === 'string' ? value : `${name} ${JSON.stringify(value)}`))
    .join(' · ');
}

export interface Latency {
  readonly name: 'unlock' | 'pause' | 'resume' | 'end' | 'charge' | 'capture' | 'points' | 'webhook';
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

type Attempt = RentalDelivery['attempts'][number];

/** A webhook about the rental, one attempt at a time; without one it waits, or is held. */
export interface Sending {
  readonly delivery: RentalDelivery;
  readonly attempt: Attempt | undefined;
  readonly time: string;
}

export function sendingsOf(deliveries: readonly RentalDelivery[]): readonly Sending[] {
  return deliveries.flatMap((delivery): Sending[] =>
    delivery.attempts.length === 0
      ? [{ delivery, attempt: undefined, time: delivery.time }]
      : delivery.attempts.map((attempt) => ({ delivery, attempt, time: attempt.at })),
  );
}

/** Steps and webhooks in the order of time. Of two at the same time the step was first. */
export function inOrder(
  steps: readonly StoryStep[],
  sendings: readonly Sending[],
): readonly (StoryStep | Sending)[] {
  return [...steps, ...sendings].toSorted((a, b) => a.time.localeCompare(b.time));
}

/** From what happened to the partner that was told of it last, by the time of the answer. */
export function webhookLatency(deliveries: readonly RentalDelivery[]): Latency[] {
  const took = deliveries.flatMap(({ time, attempts }) => {
    const taken = attempts.find(({ error }) => error === undefined);
    return taken === undefined ? [] : [Date.parse(taken.at) + taken.milliseconds - Date.parse(time)];
  });
  return took.length === 0 ? [] : [{ name: 'webhook', milliseconds: Math.max(...took) }];
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
