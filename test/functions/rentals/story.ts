import { type Arbitrary, constantFrom, record } from 'fast-check';
import type { RentalsEvent } from '../../../functions/rentals/car/events.ts';
import type { Trigger } from '../../../functions/rentals/car/moves.ts';
import { purposeOf } from '../../../functions/rentals/car/requests.ts';
import type { RentalsMessage } from '../../../functions/rentals/messages.ts';
import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import { liftHold, placeHold } from '../../../shared/contracts/rentals/rider-standing.ts';
import { putBackInService, takeOutOfService } from '../../../shared/contracts/rentals/use.ts';
import { chargeLow } from '../../../shared/contracts/telemetry/telemetry.ts';
import { driveStarted, parked } from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  admit,
  answer,
  BEN,
  blockRider,
  cancelRental,
  connectCar,
  type Decided,
  drawZones,
  endForRider,
  endRental,
  extendReservation,
  HERE,
  OPERATOR,
  OTHER_VIN,
  openForBusiness,
  parkCar,
  pauseRental,
  type Rentals,
  requestsOf,
  reserveCar,
  resumeRental,
  THERE,
  unblockRider,
  unlockCar,
  VIN,
  zoneAround,
} from './rentals-under-test.ts';

/** Stories of riders, operators, cars and clocks, in whatever order: also old messages, messages twice, and clocks set back. */

export const riders = [ANA, BEN, 'eve'] as const;
export const cars = [VIN, OTHER_VIN] as const;

/** How often each comes, so that long stories happen: reserved, asked, failed, asked again, in use, paused, ended. */
const likely = {
  reserve: 6,
  extend: 2,
  unlock: 12,
  pause: 6,
  resume: 8,
  end: 5,
  cancel: 2,
  'end-by-operator': 1,
  answer: 30,
  'own-message': 12,
  'out-of-service': 1,
  'in-service': 2,
  park: 2,
  connect: 2,
  drive: 1,
  'charge-low': 1,
  zones: 1,
  hold: 1,
  lift: 2,
  block: 1,
  unblock: 2,
  wait: 2,
  'wait-long': 1,
  'clock-back': 1,
} as const;
const whats = Object.entries(likely).flatMap(([what, times]) =>
  Array.from({ length: times }, () => what as keyof typeof likely),
);

const bad: CarStatus = { engineOn: false, doorsClosed: true, keyFobPresent: false };
const good: CarStatus = { engineOn: false, doorsClosed: true, keyFobPresent: true, odometerKm: 110 };

export const step = record({
  what: constantFrom(...whats),
  rider: constantFrom(...riders),
  car: constantFrom(...cars),
  /** Counts back from the newest rental or request, so that old ones come again too. */
  back: constantFrom(0, 0, 0, 0, 1, 1, 2, 4),
  result: constantFrom(
    'EXECUTED',
    'EXECUTED',
    'EXECUTED',
    'EXECUTED',
    'REJECTED',
    'EXPIRED',
    'UNKNOWN',
    'UNKNOWN',
  ),
  status: constantFrom(
    { ...good, position: HERE },
    { ...good, position: HERE },
    { ...good, position: THERE },
    { ...bad, position: HERE },
    { ...good, chargePercent: 3 },
    undefined,
  ),
  /** How many decisions are left begun, so that others come in between. */
  commits: constantFrom(0, 0, 0, 1, 3),
} as const);
export type Step = typeof step extends Arbitrary<infer Value> ? Value : never;

/** A message with what it was decided on, and what came of it. */
export interface Handled {
  readonly message: Decided;
  readonly before: ReturnType<Rentals['state']>;
  readonly outcome: ReturnType<Rentals['handle']>;
}

export class Story {
  readonly room: Rentals = openForBusiness();
  readonly requests: { vin: string; requestId: string }[] = [];
  readonly #own: RentalsMessage[] = [];
  readonly #begun: { message: RentalsMessage; commit: ReturnType<Rentals['prepare']> }[] = [];
  readonly #told: (handled: Handled) => void;

  constructor(told: (handled: Handled) => void = () => undefined) {
    admit(this.room, 'eve');
    this.#told = told;
  }

  /** Begins a decision, and commits one of those begun: a stale one is decided again, as the runtime does. */
  take(step: Step): void {
    const { room } = this;
    if (step.what === 'wait') this.advance(20);
    if (step.what === 'wait-long') this.advance(16 * 60);
    if (step.what === 'clock-back') room.now = addSeconds(room.now, -300);
    const message = this.#messageOf(step);
    if (message !== undefined) this.#begun.push({ message, commit: room.prepare(message) });
    while (this.#begun.length > step.commits) this.#commitOne(step.back);
  }

  finish(): void {
    while (this.#begun.length > 0) this.#commitOne(0);
  }

  /** Decides and commits at once. */
  handle(message: RentalsMessage): Handled['outcome'] {
    const before = this.#stateFor(message);
    const outcome = this.room.handle(message);
    this.#heard(outcome.outputs);
    this.#told({ message, before, outcome });
    return outcome;
  }

  /** Time passes, and every timer fires; what they ask of cars is asked. */
  advance(seconds: number): void {
    const until = addSeconds(this.room.now, seconds);
    this.room.advanceTo(until, (message, before, outcome) => {
      this.#heard(outcome.outputs);
      this.#told({ message, before, outcome });
    });
  }

  /** What the room has told itself, until nothing is left to be told. */
  settleOwn(): void {
    for (let own = this.#own.shift(); own !== undefined; own = this.#own.shift()) this.handle(own);
  }

  #heard(outputs: readonly Output[]): void {
    this.requests.push(...requestsOf(outputs).map(({ vin, requestId = '' }) => ({ vin, requestId })));
    for (const output of outputs) {
      if (output.to !== 'room' || !output.contract.type.startsWith('rentals.')) continue;
      this.#own.push(message(output.contract, output.data as never) as RentalsMessage);
    }
  }

  #stateFor(message: RentalsMessage): Handled['before'] {
    const about = message.data as { vin?: string; riderId?: string };
    return this.room.state(about.vin === undefined ? `rider/${about.riderId}` : `car/${about.vin}`);
  }

  #commitOne(choice: number): void {
    const [next] = this.#begun.splice(choice % this.#begun.length, 1);
    if (next === undefined) return;
    const before = this.#stateFor(next.message);
    const done = next.commit();
    const outcome = done === 'stale' ? this.room.handle(next.message) : done;
    this.#heard(outcome.outputs);
    // What was decided on an older state and changes nothing may be out of date by now.
    if (done === 'stale' || done.events.length > 0) this.#told({ message: next.message, before, outcome });
  }

  #messageOf({ what, rider, car, back, result, status }: Step): RentalsMessage | undefined {
    const rental = this.#rentalAt(back, car);
    const request = this.#requestAt(back, car);
    const { now } = this.room;
    const at = status ?? {};
    switch (what) {
      case 'reserve':
        return reserveCar(rider, car);
      case 'extend':
        return rental && extendReservation(rental.rentalId, rental.riderId, rental.vin);
      case 'unlock':
        return rental && unlockCar(rental.rentalId, rental.riderId, rental.vin);
      case 'pause':
        return rental && pauseRental(rental.rentalId, rental.riderId, rental.vin);
      case 'resume':
        return rental && resumeRental(rental.rentalId, rental.riderId, rental.vin);
      case 'end':
        return rental && endRental(rental.rentalId, rental.riderId, rental.vin);
      case 'cancel':
        return rental && cancelRental(rental.rentalId, rental.riderId, rental.vin);
      case 'end-by-operator':
        return rental && endForRider(rental.rentalId, 'dead phone', rental.vin);
      case 'answer':
        return request && answer(request, result, { time: now, ...(status && { status }) });
      case 'own-message':
        return this.#own.splice(Math.min(back, this.#own.length - 1), 1)[0];
      case 'out-of-service':
        return message(takeOutOfService, { vin: car, kind: 'DAMAGED', reason: 'a dent' }, OPERATOR);
      case 'in-service':
        return message(putBackInService, { vin: car, reason: 'mended' }, OPERATOR);
      case 'park':
        return parkCar(car, now);
      case 'connect':
        return connectCar(at, now, car);
      case 'drive':
        return back === 0
          ? message(driveStarted, { vin: car, status: at, time: now })
          : message(parked, { vin: car, status: at, time: now });
      case 'charge-low':
        return message(chargeLow, { ...chargeLow.example, vin: car, chargePercent: 14 - back, time: now });
      case 'zones':
        return back === 0 ? drawZones() : drawZones(zoneAround(HERE, 'service-area'));
      case 'hold':
      case 'lift': {
        const contract = what === 'hold' ? placeHold : liftHold;
        return message(contract, { riderId: rider, hold: 'UNPAID_BALANCE', reason: 'r' }, OPERATOR);
      }
      case 'block':
        return blockRider(rider);
      case 'unblock':
        return unblockRider(rider);
      case 'wait':
      case 'wait-long':
      case 'clock-back':
        return undefined;
    }
  }

  /** The one that has the car, or an earlier one. */
  #rentalAt(back: number, car: string) {
    const reservations = this.room.events.flatMap((event) =>
      event.type === 'rentals.reserved.v1' && event.data.vin === car ? [event.data] : [],
    );
    return reservations.at(-1 - Math.floor(back / 2));
  }

  #requestAt(back: number, car: string) {
    return this.requests.filter(({ vin }) => vin === car).at(-1 - back);
  }
}

export interface Active {
  readonly rentalId: string;
  readonly riderId: string;
  readonly vin: string;
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Broken: ${what}`);
}

/** Read from the events alone, without the room's own fold: who has what. Throws when somebody has two. */
export function activeOf(events: readonly RentalsEvent[]): readonly Active[] {
  const active = new Map<string, Active>();
  for (const event of events) {
    if (event.type === 'rentals.reserved.v1' || event.type === 'rentals.reservation-restored.v1') {
      const { rentalId, riderId, vin } = event.data;
      const others = [...active.values()].filter(
        (rental) => rental.riderId === riderId || rental.vin === vin,
      );
      must(others.length === 0, `${riderId} reserves ${vin} beside ${JSON.stringify(others)}`);
      active.set(rentalId, { rentalId, riderId, vin });
    }
    if (isEnd(event)) must(active.delete(event.data.rentalId), `${event.type} is of an active rental`);
    if (event.type === 'rentals.started.v1') must(active.has(event.data.rentalId), 'what starts is active');
  }
  return [...active.values()];
}

function isEnd(event: RentalsEvent): event is Extract<RentalsEvent, { data: { rentalId: string } }> {
  return (
    event.type === 'rentals.reservation-expired.v1' ||
    event.type === 'rentals.cancelled.v1' ||
    event.type === 'rentals.ended.v1'
  );
}

const done = {
  unlock: 'opened',
  resume: 'resumed',
  pause: 'paused',
  check: 'reported',
  end: 'locked',
} as const;

/** The messages that name their rental, and what they are to it. */
const named: Partial<Record<Decided['type'], Trigger>> = {
  'rentals.extend.v1': 'extend',
  'rentals.unlock.v1': 'unlock',
  'rentals.cancel.v1': 'cancel',
  'rentals.pause.v1': 'pause',
  'rentals.resume.v1': 'resume',
  'rentals.end.v1': 'end',
  'rentals.end-by-operator.v1': 'end by operator',
  'rentals.expire-reservation.v1': 'time is over',
  'rentals.give-up-waiting.v1': 'no answer came',
  'rentals.check-contact.v1': 'silence',
};

/** What a message is to the rental that it is about; undefined for one that is about none. */
export function triggerOf(told: Decided): { rentalId: string; trigger: Trigger } | undefined {
  if (told.type === 'vehicles.command-finished.v1') {
    const { booking = '', requestId, result } = told.data;
    const purpose = purposeOf(requestId);
    if (purpose === undefined || purpose === 'secure' || purpose === 'contact') return undefined;
    return { rentalId: booking, trigger: result === 'EXECUTED' ? done[purpose] : 'not done' };
  }
  const trigger = named[told.type];
  const { rentalId = '' } = told.data as { rentalId?: string };
  return trigger === undefined ? undefined : { rentalId, trigger };
}
