import { describe, expect, it } from 'vitest';
import { type Safeguard, safeguards } from './model/safeguards.ts';
import { runToy } from './model/toy-run.ts';

/** Rule 4 holds, whatever happens in whatever order; and without any one of its safeguards it does not. */

const SEEDS = 1_000;
const PARTS = 10;
/** A safeguard that is not missed in this many runs is none. */
const SEEDS_TO_BREAK = 300;

/** What goes wrong without it. */
const breaks: Readonly<Record<Safeguard, RegExp>> = {
  operationRecord: /was decided twice/,
  revision: /has two events of version/,
  undeliveredList: /was committed and not delivered|version \d+ came after/,
  oldestFirst: /version \d+ came after/,
  commitFirst: /an event left uncommitted/,
  constraintsInTransaction: /was held by .+ and /,
  countsInTransaction: /fuel counts \d+, more than/,
  keptBytes: /other bytes than were committed/,
  laterFail: /were decided out of order/,
  allFailuresReported: /was lost/,
  acknowledged: /was committed and not delivered/,
  sweeper: /still lists undelivered operations/,
  redrive: /was lost/,
  block: /were decided out of order/,
  earliestPasses: /were decided out of order/,
  expiry: /was accepted at .+, after /,
  noRecordForGaps: /does not come to rest/,
  answersToDuplicates: /does not come to rest/,
  goBackN: /the events of .+ were taken as/,
  rebuildByVersion: /the rebuilt table differs/,
};

async function violationLike(pattern: RegExp, without: Safeguard): Promise<string | undefined> {
  for (let seed = 1; seed <= SEEDS_TO_BREAK; seed++) {
    const { violations } = await runToy(seed, without);
    const found = violations.find((violation) => pattern.test(violation));
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('an operation takes effect once', () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))('in every run of part %i', async (part) => {
    const size = SEEDS / PARTS;
    for (let seed = 1 + part * size; seed <= (part + 1) * size; seed++) {
      const { violations } = await runToy(seed);
      expect({ seed, violations }).toEqual({ seed, violations: [] });
    }
  });

  it('and runs are the same for the same seed, and differ for others', async () => {
    const [first, again, other] = [await runToy(7), await runToy(7), await runToy(8)];
    expect([...again.outcomes]).toEqual([...first.outcomes]);
    expect(again.turns).toBe(first.turns);
    expect([...other.outcomes]).not.toEqual([...first.outcomes]);
  });

  it('and the runs cover everything: acceptances, refusals of each kind, expiry', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 100; seed++) {
      for (const outcome of (await runToy(seed)).outcomes.values()) {
        seen.add(outcome.kind === 'refused' ? outcome.code : outcome.kind);
      }
    }
    expect(seen).toEqual(
      new Set([
        'accepted',
        'CAR_NOT_FREE',
        'COMMAND_IN_PROGRESS',
        'EXPIRED',
        'RENTAL_NOT_IN_USE',
        'RIDER_HAS_RENTAL',
        'RIDER_NOT_REGISTERED',
      ]),
    );
  });
});

describe('every safeguard is needed', () => {
  it.each(Object.entries(safeguards) as [Safeguard, string][])('%s: %s', async (name) => {
    expect(await violationLike(breaks[name], name)).toBeDefined();
  });
});
