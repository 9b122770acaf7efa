import { type Arbitrary, array, assert, constantFrom, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { purposeOf } from '../../../../functions/rentals/car/requests.ts';
import { activeRental } from '../../../../functions/rentals/car/state.ts';
import type { RentalsMessage } from '../../../../functions/rentals/messages.ts';
import {
  answer,
  cancelRental,
  carOf,
  endForRider,
  endRental,
  HERE,
  pauseRental,
  reserveCar,
  resumeRental,
  unlockCar,
  usedByPhone,
} from '../rentals-under-test.ts';
import { activeOf, cars, must, riders, Story } from '../story.ts';

/**
 * Cars with real locks, which obey late, out of order, or never, and whose word comes late or twice: whatever riders and
 * operators want, no car stands open with nobody in it but one that is being locked.
 */

const wishes = { unlockCar, pauseRental, resumeRental, endRental, cancelRental } as const;

const step = record({
  what: constantFrom(
    ...([
      'reserve',
      'unlockCar',
      'unlockCar',
      'pauseRental',
      'resumeRental',
      'endRental',
      'cancelRental',
    ] as const),
    'phone-opens',
    ...(['operator', 'obey', 'obey', 'obey', 'obey', 'say', 'say', 'say', 'say', 'say-twice'] as const),
    ...(['lose', 'doubt', 'wait', 'wait-long'] as const),
  ),
  rider: constantFrom(...riders),
  car: constantFrom(...cars),
  /** Commands that are under way at once may overtake each other. */
  overtakes: constantFrom(0, 0, 0, 1),
} as const);

type Step = typeof step extends Arbitrary<infer Value> ? Value : never;

/** A car, and what lies between it and the room. */
class LockedCar {
  readonly vin: string;
  locked = true;
  readonly asked: string[] = [];
  readonly words: RentalsMessage[] = [];

  constructor(vin: string) {
    this.vin = vin;
  }

  /** It does what it is asked, at once or after the next one. */
  obey(overtakes: number, time: string): void {
    const [requestId] = this.asked.splice(Math.min(overtakes, this.asked.length - 1), 1);
    if (requestId === undefined) return;
    const purpose = purposeOf(requestId);
    if (purpose === 'unlock' || purpose === 'resume') this.locked = false;
    if (purpose === 'pause' || purpose === 'end' || purpose === 'secure') this.locked = true;
    const status = { locked: this.locked, engineOn: false, doorsClosed: true, position: HERE };
    this.words.push(answer({ requestId, vin: this.vin }, 'EXECUTED', { status, time }));
  }

  /** It is never asked: nobody knows, and later it is certain. */
  lose(time: string): void {
    const requestId = this.asked.shift();
    if (requestId === undefined) return;
    this.words.push(answer({ requestId, vin: this.vin }, 'UNKNOWN', { time }));
    this.words.push(answer({ requestId, vin: this.vin }, 'EXPIRED', { time }));
  }

  /** A phone with a grant opens it out of reach; its word comes when it is back. */
  openedByPhone(booking: string, time: string): void {
    this.locked = false;
    const status = { locked: false, engineOn: false, doorsClosed: true, position: HERE };
    this.words.push(usedByPhone(booking, { vin: this.vin, status, time }));
  }

  /** The platform gives up waiting for its word, which comes all the same. */
  doubted(time: string): RentalsMessage | undefined {
    const word = this.words.find(
      ({ type, data }) => type === 'vehicles.command-finished.v1' && data.result === 'EXECUTED',
    );
    if (word?.type !== 'vehicles.command-finished.v1') return undefined;
    return answer({ requestId: word.data.requestId, vin: this.vin }, 'UNKNOWN', { time });
  }
}

class Street {
  readonly story = new Story();
  readonly cars = cars.map((vin) => new LockedCar(vin));
  #seen = 0;

  take({ what, rider, car: vin, overtakes }: Step): void {
    const { room } = this.story;
    const car = this.car(vin);
    const rental = activeOf(room.events).find((active) => active.vin === vin);
    switch (what) {
      case 'reserve':
        return this.tell(reserveCar(rider, vin));
      case 'operator':
        return this.tell(rental && endForRider(rental.rentalId, 'why not', vin));
      case 'obey':
        return car.obey(overtakes, room.now);
      case 'phone-opens': {
        const state = activeRental(carOf(room, vin))?.state;
        // A grant ends with its reservation.
        if (rental !== undefined && (state === 'RESERVED' || state === 'UNLOCKING'))
          car.openedByPhone(rental.rentalId, room.now);
        return;
      }
      case 'lose':
        return car.lose(room.now);
      case 'doubt':
        return this.tell(car.doubted(room.now));
      case 'say':
        return this.tell(car.words.shift());
      case 'say-twice': {
        const [word] = car.words;
        this.tell(word);
        return this.tell(car.words.shift());
      }
      case 'wait':
        this.story.advance(30);
        return this.listen();
      case 'wait-long':
        // A reservation runs out in it.
        this.story.advance(16 * 60);
        return this.listen();
      case 'unlockCar':
      case 'pauseRental':
      case 'resumeRental':
      case 'endRental':
      case 'cancelRental':
        return this.tell(rental && wishes[what](rental.rentalId, rental.riderId, vin));
    }
  }

  car(vin: string): LockedCar {
    const car = this.cars.find((one) => one.vin === vin);
    if (car === undefined) throw new Error(`There is no ${vin}`);
    return car;
  }

  tell(message: RentalsMessage | undefined): void {
    if (message !== undefined) this.story.handle(message);
    this.story.settleOwn();
    this.listen();
  }

  /** What the room asks reaches the cars. */
  listen(): void {
    for (const { vin, requestId } of this.story.requests.slice(this.#seen))
      this.car(vin).asked.push(requestId);
    this.#seen = this.story.requests.length;
  }

  /** Of a car that has done and said everything, the room knows how it stands. */
  check(): void {
    for (const { vin, locked, asked, words } of this.cars) {
      if (locked || asked.length > 0 || words.length > 0) continue;
      const state = carOf(this.story.room, vin);
      const rental = activeRental(state);
      const isSomebodys = rental !== undefined && rental.state !== 'RESERVED';
      must(isSomebodys || state.securing !== undefined, `${vin} is open, and ${rental?.state ?? 'nobody’s'}`);
    }
  }

  /** Everything that is asked is done and said. */
  quiet(): void {
    for (const car of this.cars) {
      while (car.asked.length > 0 || car.words.length > 0) {
        car.obey(0, this.story.room.now);
        this.tell(car.words.shift());
      }
    }
  }
}

it('no car stands open with nobody in it, but one that is being locked; in the end all are locked', () => {
  let opened = 0;
  let secured = 0;
  assert(
    property(array(step, { minLength: 40, maxLength: 120 }), (steps) => {
      const street = new Street();
      for (const step of steps) {
        street.take(step);
        street.check();
      }
      street.quiet();
      street.check();
      const { room } = street.story;
      for (let round = 0; round < 3; round++) {
        for (const { rentalId, vin } of activeOf(room.events))
          street.tell(endForRider(rentalId, 'closing time', vin));
        street.quiet();
        street.story.advance(20 * 60);
        street.listen();
        street.quiet();
      }
      expect(activeOf(room.events)).toEqual([]);
      expect(street.cars.map(({ locked }) => locked)).toEqual(cars.map(() => true));
      opened += room.events.filter(({ type }) => type === 'rentals.started.v1').length;
      secured += room.events.filter(({ type }) => type === 'rentals.secured.v1').length;
    }),
    { numRuns: 2000, seed: 20260131, endOnFailure: true },
  );
  // These stories are about something.
  expect(opened).toBeGreaterThan(500);
  expect(secured).toBeGreaterThan(50);
});
