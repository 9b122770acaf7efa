import { array, assert, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Move, rentalMoves } from '../../../functions/rentals/car/moves.ts';
import { waits } from '../../../functions/rentals/car/requests.ts';
import { rentalOf } from '../../../functions/rentals/car/state.ts';
import { addSeconds, isBefore } from '../../../shared/kernel/time.ts';
import {
  answer,
  carOf,
  endForRider,
  liftHolds,
  parkCar,
  putInService,
  typesOf,
} from './rentals-under-test.ts';
import { activeOf, cars, type Handled, must, riders, Story, step, triggerOf } from './story.ts';

/** Whatever comes in whatever order: a rider and a car have at most one active rental each, and the table holds. */

/** Every kind of event happens in these stories, or they prove little. */
const everything = [
  'car-listed car-placed rider-standing zones-set reserved reservation-extended reservation-expired cancelled',
  'unlock-requested unlock-failed started pause-requested paused pause-failed',
  'resume-requested resumed resume-failed end-requested end-allowed end-refused end-failed ended usage-corrected',
  'secure-requested secured contact-checked car-heard contact-lost contact-restored charge-low car-moved',
  'taken-out-of-service back-in-service car-offered car-withdrawn',
].flatMap((types) => types.split(' '));

function check({ room }: Story): void {
  const active = activeOf(room.events);
  for (const riderId of riders) {
    const rental = active.find((rental) => rental.riderId === riderId);
    expect(room.constraints.get(`rider/${riderId}/active`)).toBe(rental?.rentalId);
  }
  const wanted = new Set(room.timers().map(({ id }) => id));
  for (const vin of cars) {
    const car = carOf(room, vin);
    const taken = active.some((rental) => rental.vin === vin);
    const found = room.item(`car/${vin}`)?.index?.partition.startsWith('free/') === true;
    must(!taken || !found, `${vin} is not found while it is taken`);
    expect(room.rebuilt(`car/${vin}`)).toEqual(car);
    for (const rental of car.rentals) {
      const { request } = rental;
      must(!waits(rental) || wanted.has(`waiting/${request?.requestId}`), 'nobody waits without end');
    }
  }
}

/** A rental that is over has a usage without gaps, from its reservation on; a later one has a higher revision. */
function usageIsWhole({ room }: Story): number {
  const reservedAt = new Map<string, string>();
  const revisions = new Map<string, number>();
  let paused = 0;
  for (const event of room.events) {
    if (event.type === 'rentals.reserved.v1') reservedAt.set(event.data.rentalId, event.data.time);
    if (
      event.type !== 'rentals.ended.v1' &&
      event.type !== 'rentals.cancelled.v1' &&
      event.type !== 'rentals.usage-corrected.v1' &&
      event.type !== 'rentals.reservation-expired.v1'
    )
      continue;
    const { rentalId, usage } = event.data;
    const [first, ...others] = usage.periods;
    must(first?.kind === 'RESERVED', 'the first period is the reservation');
    expect(first?.startedAt).toBe(reservedAt.get(rentalId));
    expect(usage.revision).toBe((revisions.get(rentalId) ?? 0) + 1);
    revisions.set(rentalId, usage.revision);
    let before = first;
    for (const period of others) {
      expect(period.startedAt).toBe(before?.endedAt);
      must(!isBefore(period.endedAt, period.startedAt), 'no period ends before it starts');
      must(period.kind !== before?.kind, 'two periods of a kind are one');
      if (period.kind === 'PAUSED') paused++;
      before = period;
    }
    must(
      others.length > 0 === /ended|corrected/.test(event.type),
      'what ended was driven, and nothing else was',
    );
  }
  return paused;
}

/** What the table says of it, and how it went. Every pair that happens is put down. */
function obeysTheTable({ message, before, outcome }: Handled, story: () => Story, seen: Set<string>): void {
  const about = triggerOf(message);
  if (about === undefined || before.kind !== 'car') return;
  const { rentalId, trigger } = about;
  const rental = rentalOf(before, rentalId);
  const after = rentalOf(carOf(story().room, before.vin), rentalId);
  if (rental === undefined || after === undefined) return;
  // Another's rental is not told apart from none; and a constraint may refuse what the table allows.
  const move: Move = rentalMoves[trigger][rental.state];
  const what = `${trigger} when ${rental.state}`;
  if (move === 'ignored') must(outcome.events.every(isBesides), `${what} is ignored`);
  else if (move === 'as it is')
    must(outcome.kind === 'accept' && outcome.events.length === 0, `${what} is as it is`);
  else if ('refuse' in move) must(outcome.code === move.refuse, `${what} is refused: ${outcome.code}`);
  else if (outcome.kind === 'refuse' && outcome.events.length === 0)
    must(after.state === rental.state, `${what} stays`);
  else must(move.to.includes(after.state), `${what} leads to ${after.state}`);
  seen.add(typeof move === 'object' && 'to' in move ? `${what}: ${after.state}` : what);
}

/** What a car's word says beside what it was asked. */
const isBesides = ({ type }: { readonly type: string }) =>
  type === 'rentals.contact-restored.v1' || type === 'rentals.usage-corrected.v1';

describe('whatever comes, in whatever order', () => {
  it('no rider and no car has two active rentals, and every move is one of the table', () => {
    const happened = new Set<string>();
    const moved = new Set<string>();
    assert(
      property(array(step, { minLength: 40, maxLength: 120 }), (steps) => {
        const story: Story = new Story((handled) => obeysTheTable(handled, () => story, moved));
        for (const step of steps) story.take(step);
        story.finish();
        for (const type of typesOf(story.room.events)) happened.add(type);
        check(story);
      }),
      { numRuns: 400, seed: 20260131 },
    );
    expect([...happened].sort()).toEqual([...everything].sort());
    // Most pairs of the table come up: all of them are in `moves.test.ts`.
    expect(moved.size).toBeGreaterThan(70);
  });

  it('what is over has a usage without gaps', () => {
    let pauses = 0;
    assert(
      property(array(step, { minLength: 80, maxLength: 160 }), (steps) => {
        const story = new Story();
        for (const step of steps) story.take(step);
        story.finish();
        settle(story);
        pauses += usageIsWhole(story);
      }),
      { numRuns: 100, seed: 20260131 },
    );
    expect(pauses).toBeGreaterThan(5);
  });

  it('everything comes to rest: each rental is over, and each car free, when all is answered and time passes', () => {
    assert(
      property(array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const story = new Story();
        for (const step of steps) story.take(step);
        story.finish();
        settle(story);
        expect(activeOf(story.room.events)).toEqual([]);
        for (const vin of cars) {
          story.handle(parkCar(vin, addSeconds(story.room.now, 1)));
          expect(story.room.item(`car/${vin}`)?.index?.partition).toMatch(/^free/);
        }
      }),
      { numRuns: 100, seed: 20260131 },
    );
  });
});

/** Operators end what there is, cars do as they are told, and time passes. */
function settle(story: Story): void {
  const { room } = story;
  for (const vin of cars) story.handle(putInService(vin));
  for (const riderId of riders) story.handle(liftHolds(riderId));
  for (let round = 0; round < 4; round++) {
    story.settleOwn();
    for (const { rentalId, vin } of activeOf(room.events))
      story.handle(endForRider(rentalId, 'closing time', vin));
    for (const request of story.requests.slice()) {
      const opens = ['unlock', 'resume'].some((purpose) => request.requestId.includes(`/${purpose}/`));
      if (!opens) story.handle(answer({ ...request, action: 'lock' }, 'EXECUTED', { time: room.now }));
    }
    story.advance(16 * 60);
  }
}
