import { describe, expect, it } from 'vitest';
import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import { confirmPosition } from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import {
  connected,
  connectedCar,
  OTHER_SESSION,
  parked,
  reportsOf,
  result,
  stateOf,
  type Vehicles,
  VIN,
} from './car-under-test.ts';

const HOME = { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 };
/** 20 km north, of a receiver that has just begun. */
const FAR = { latitude: 42.6875, longitude: 1.5218 };
const KM_NORTH = 1 / 111.2;
const MINUTE = 60;
const HOUR = 3600;

interface Said {
  readonly type: string;
  readonly data: { readonly status?: CarStatus; readonly judged?: readonly object[] };
}

/** A car that stands at home, with 1000 km, since 9 o'clock. */
class StandingCar {
  readonly room: Vehicles = connectedCar();
  private seq = 2;

  constructor(status: CarStatus = { position: HOME, odometerKm: 1000, engineOn: false }) {
    this.room.handle(parked({ seq: this.seq }, status));
  }

  /** Connects again after a while, and gives the event of it. */
  connects(afterSeconds: number, status: object): Said['data'] {
    this.seq += 1;
    this.room.now = addSeconds(this.room.now, afterSeconds);
    const at = { seq: this.seq, time: this.room.now };
    const { events } = this.room.handle(connected(at, { session: OTHER_SESSION, status }));
    return (events.find(({ type }) => type === 'vehicles.connected.v1') as Said).data;
  }

  parks(afterSeconds: number, status: object): Said['data'] {
    this.seq += 1;
    this.room.now = addSeconds(this.room.now, afterSeconds);
    this.room.handle(parked({ seq: this.seq, time: this.room.now }, status));
    return (this.room.events.findLast(({ type }) => type === 'vehicles.parked.v1') as Said).data;
  }

  answers(commandId: string, status: CarStatus): readonly string[] {
    this.seq += 1;
    const at = { seq: this.seq, time: this.room.now };
    return this.room
      .handle(result(at, { commandId, status, session: OTHER_SESSION }))
      .events.map(({ type }) => type);
  }

  get position(): object | undefined {
    return stateOf(this.room).status.position;
  }

  get odometerKm(): number | undefined {
    return stateOf(this.room).status.odometerKm;
  }
}

describe('a fix', () => {
  it('that the car cannot have reached is left out, and forgotten when the car is back', () => {
    const car = new StandingCar();

    const wild = car.connects(5, { position: FAR });
    const back = car.connects(5, { position: HOME });

    expect(wild).toMatchObject({ status: {}, judged: [{ field: 'position', refused: 'IMPLAUSIBLE' }] });
    expect(wild.status).toEqual({});
    expect(back).toMatchObject({ status: { position: HOME } });
    expect(back.judged).toBeUndefined();
    expect(stateOf(car.room).doubtfulPlace).toBeUndefined();
    expect(car.room.timers()).toEqual([]);
  });

  it('is not confirmed by the same again within seconds', () => {
    const car = new StandingCar();
    car.connects(5, { position: FAR });
    expect(car.connects(5, { position: FAR }).status).toEqual({});
    expect(car.connects(19, { position: FAR }).status).toEqual({});
    expect(car.position).toEqual(HOME);
  });

  it('is confirmed by a second word half a minute later, and others are told', () => {
    const car = new StandingCar();
    car.connects(5, { position: FAR });

    expect(car.connects(30, { position: FAR }).status).toEqual({ position: FAR });
    expect(car.room.events.at(-1)).toMatchObject({
      type: 'vehicles.position-confirmed.v1',
      data: { vin: VIN, position: FAR, time: car.room.now },
    });
    expect(car.position).toEqual(FAR);
    expect(car.room.timers()).toEqual([]);
  });

  it('that stays doubtful makes the platform ask, and the answer confirms it', () => {
    const car = new StandingCar();
    car.connects(5, { position: FAR });
    const since = car.room.now;
    const [timer] = car.room.timers();
    expect(timer).toMatchObject({ at: addSeconds(since, MINUTE) });

    car.room.now = addSeconds(since, MINUTE);
    const [question] = reportsOf(car.room.handle(message(confirmPosition, { vin: VIN, since })).outputs);
    const told = car.answers(question?.id ?? '', { position: FAR });

    expect(told).toContain('vehicles.position-confirmed.v1');
    expect(car.position).toEqual(FAR);
    expect(car.room.handle(message(confirmPosition, { vin: VIN, since })).kind).toBe('ignore');
  });

  it.each([
    ['20 km away after half an hour’s drive', 30 * MINUTE, { ...FAR, accuracyMetres: 5 }, {}],
    ['20 km away without accuracy, as the odometer says, too', 30 * MINUTE, FAR, { odometerKm: 1024 }],
    ['300 m away at once, as of a tow truck', 5, { ...HOME, latitude: HOME.latitude + 0.3 * KM_NORTH }, {}],
    [
      '800 m away without accuracy',
      5,
      { latitude: HOME.latitude + 0.8 * KM_NORTH, longitude: HOME.longitude },
      {},
    ],
    [
      '3 km away with an accuracy of 3 km',
      5,
      { latitude: HOME.latitude + 3 * KM_NORTH, longitude: HOME.longitude, accuracyMetres: 3000 },
      {},
    ],
  ])('%s is taken as it is', (_, after, position, more) => {
    expect(new StandingCar().connects(after, { position, ...more })).toMatchObject({ status: { position } });
  });

  it('of a car that stood still, far off and without accuracy, is doubtful, however long after', () => {
    const car = new StandingCar();
    expect(car.connects(9 * HOUR, { position: FAR, odometerKm: 1000 })).toMatchObject({
      status: { odometerKm: 1000 },
      judged: [{ field: 'position', refused: 'IMPLAUSIBLE' }],
    });
  });

  it('of a car that says that it drove needs no accuracy', () => {
    expect(new StandingCar().parks(30 * MINUTE, { position: FAR }).status).toEqual({ position: FAR });
  });

  it('20 km away with an accuracy of 1000 km excuses no jump', () => {
    const car = new StandingCar();
    expect(car.connects(5, { position: { ...FAR, accuracyMetres: 1_000_000 } }).status).toEqual({});
  });

  it('is the first that is known, wherever it is', () => {
    expect(new StandingCar({}).connects(5, { position: FAR }).status).toEqual({ position: FAR });
  });
});

describe('an odometer', () => {
  it.each([
    ['that stands still', 5, 1000, 1000],
    ['that has driven as far as there was time', HOUR, 1090, 1090],
    ['in whole kilometres beside parts', 5, 999.2, 1000],
  ])('%s is taken', (_, after, said, taken) => {
    const data = new StandingCar().connects(after, { odometerKm: said });
    expect(data.status).toEqual({ odometerKm: taken });
    expect(data.judged).toBeUndefined();
  });

  it.each([
    ['metres', 1_001_000, 1001],
    ['miles', 622, 1001.012],
  ])('in %s is converted and marked', (_, said, taken) => {
    const car = new StandingCar();
    expect(car.connects(5 * MINUTE, { odometerKm: said })).toMatchObject({
      status: { odometerKm: taken },
      judged: [{ field: 'odometerKm', estimated: 'UNIT' }],
    });
    expect(car.connects(5 * MINUTE, { odometerKm: 1002 })).toMatchObject({ status: { odometerKm: 1002 } });
  });

  it.each([
    ['jumps', 5000],
    ['falls', 400],
    ['begins at 0', 0],
  ])('that %s is left out, and the next that fits is taken', (_, said) => {
    const car = new StandingCar();
    expect(car.connects(5 * MINUTE, { odometerKm: said })).toMatchObject({
      status: {},
      judged: [{ field: 'odometerKm', refused: 'IMPLAUSIBLE' }],
    });
    expect(car.connects(5 * MINUTE, { odometerKm: 1003 }).status).toEqual({ odometerKm: 1003 });
    expect(stateOf(car.room).otherOdometer).toBeUndefined();
  });

  it('of a unit that was replaced counts when it has held for an hour', () => {
    const car = new StandingCar();
    expect(car.connects(5 * MINUTE, { odometerKm: 12 }).status).toEqual({});
    expect(car.connects(30 * MINUTE, { odometerKm: 20 }).status).toEqual({});
    expect(car.odometerKm).toBe(1000);
    expect(car.connects(31 * MINUTE, { odometerKm: 31 })).toMatchObject({
      status: { odometerKm: 31 },
      judged: [{ field: 'odometerKm', estimated: 'NEW_SERIES' }],
    });
    expect(car.connects(MINUTE, { odometerKm: 32 }).judged).toBeUndefined();
  });

  it('whose values agree with nothing never counts', () => {
    const car = new StandingCar();
    for (const odometerKm of [12, 900_000, 12, 7, 900_000, 3]) {
      expect(car.connects(2 * HOUR, { odometerKm }).status).toEqual({});
    }
  });

  it('that has driven less than the straight line is marked as contradicted', () => {
    const position = { ...FAR, accuracyMetres: 4 };
    expect(new StandingCar().parks(HOUR, { position, odometerKm: 1005 })).toMatchObject({
      status: { position, odometerKm: 1005 },
      judged: [{ field: 'odometerKm', estimated: 'CONTRADICTED' }],
    });
  });
});

describe('what is judged', () => {
  it('is in the events, so that the state can be made of them alone', () => {
    const car = new StandingCar();
    car.connects(5, { position: FAR, odometerKm: 5 });
    expect(stateOf(car.room)).toMatchObject({ doubtfulPlace: { value: FAR }, otherOdometer: { value: 5 } });
    expect(car.room.rebuilt(`car/${VIN}`)).toEqual(stateOf(car.room));
    car.connects(30, { position: FAR, odometerKm: 1000 });
    expect(car.room.rebuilt(`car/${VIN}`)).toEqual(stateOf(car.room));
  });
});
