import { describe, expect, it } from 'vitest';
import { addSeconds, instant, milliseconds } from '../../../shared/kernel/time.ts';
import {
  anyEvent,
  commandsOf,
  connected,
  connectedCar,
  parked,
  result,
  send,
  sent,
  stateOf,
  type Vehicles,
} from './car-under-test.ts';

const START = '2026-01-31T09:00:00.000Z';
const HOUR = 3600;
const YEAR = 365 * 24 * HOUR;
const GPS_WEEKS = 1024 * 7 * 24 * HOUR;

interface Heard {
  readonly time: string;
  readonly judged?: readonly {
    readonly field: string;
    readonly estimated?: string;
    readonly refused?: string;
  }[];
}
const lastOf = (room: Vehicles): Heard => room.events.at(-1)?.data as Heard;
/** The mark of the event's time, if it is not the car's word. */
const timeMarkOf = ({ judged = [] }: Heard) => judged.find(({ field }) => field === 'time')?.estimated;
const finishedAt = (room: Vehicles): Heard =>
  room.events.findLast(({ type }) => type === 'vehicles.command-finished.v1')?.data as Heard;

/** A command and its answer, a second later, by a clock that is so much ahead. */
function answered(room: Vehicles, seq: number, aheadSeconds: number, request = `request-${seq}`): Heard {
  const commandId = sent(room, request);
  room.now = addSeconds(room.now, 1);
  const clock = addSeconds(room.now, aheadSeconds);
  room.handle(result({ seq, time: clock }, { commandId, clock, counter: seq }));
  return finishedAt(room);
}

const secondsBetween = (a: string, b: string) => (milliseconds(b) - milliseconds(a)) / 1000;

describe('the time of a numbered event', () => {
  it.each([5, -5, 50, -50])('is the car’s word while its clock is wrong by %s s', (ahead) => {
    const room = connectedCar();
    room.now = addSeconds(START, 600);
    const clock = addSeconds(room.now, ahead);

    room.handle(parked({ seq: 2, time: clock }));

    expect(lastOf(room)).toEqual({ vin: expect.any(String) as string, status: {}, time: clock });
  });

  it.each([
    ['an hour ahead', HOUR, 'CLOCK_OFFSET'],
    ['an hour behind', -HOUR, 'CLOCK_OFFSET'],
    ['local time in place of UTC', 2 * HOUR, 'CLOCK_OFFSET'],
    ['a year ahead', YEAR, 'CLOCK_OFFSET'],
    ['27 years behind', -27 * YEAR, 'CLOCK_OFFSET'],
    ['1024 weeks behind', -GPS_WEEKS, 'GPS_WEEK'],
    ['2048 weeks behind', -2 * GPS_WEEKS, 'GPS_WEEK'],
  ])('of an answer is the platform’s when the clock is %s', (_, ahead, by) => {
    const room = connectedCar();
    room.now = addSeconds(START, 600);

    const { time, ...heard } = answered(room, 2, ahead);

    expect(timeMarkOf({ time, ...heard })).toBe(by);
    expect(Math.abs(secondsBetween(time, room.now))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['an hour behind, then right', -HOUR, 0],
    ['an hour ahead, then right', HOUR, 0],
    ['right, then a year ahead', 0, YEAR],
    ['at 2000-01-01 until it has a fix', -26 * YEAR, 0],
    ['right, then 1024 weeks behind', 0, -GPS_WEEKS],
  ])('makes a use of ten minutes last ten minutes when the clock is %s', (_, first, second) => {
    const room = connectedCar();
    room.now = addSeconds(START, 600);
    const unlocked = answered(room, 2, first);
    room.now = addSeconds(room.now, 599);
    const locked = answered(room, 3, second);

    expect(Math.abs(secondsBetween(unlocked.time, locked.time) - 600)).toBeLessThanOrEqual(2);
    expect(timeMarkOf(unlocked) === undefined).toBe(first === 0);
    expect(timeMarkOf(locked) === undefined).toBe(second === 0);
  });

  it('is the car’s word however late it comes', () => {
    const room = connectedCar();
    room.now = addSeconds(START, 9 * HOUR);

    room.handle(
      anyEvent({ seq: 2, time: addSeconds(START, HOUR) }, { type: 'started', data: { status: {} } }),
    );
    expect(lastOf(room)).toMatchObject({ time: addSeconds(START, HOUR) });
    room.handle(parked({ seq: 3, time: addSeconds(START, 2 * HOUR) }));
    expect(lastOf(room)).toMatchObject({ time: addSeconds(START, 2 * HOUR) });
    room.handle(connected({ seq: 4, time: room.now }));

    expect(room.events.flatMap(({ data }) => ('judged' in data ? [data] : []))).toEqual([]);
    expect(stateOf(room).clockOffsetMs).toBe(0);
  });

  it('of a late word is corrected by what its clock shows as it leaves', () => {
    const room = connectedCar();
    room.now = addSeconds(START, 9 * HOUR);
    const late = { seq: 2, time: addSeconds(START, HOUR + 2 * HOUR) };

    room.handle(
      anyEvent(late, { type: 'parked', data: { status: {} }, sent: addSeconds(room.now, 2 * HOUR) }),
    );

    expect(lastOf(room)).toMatchObject({
      time: addSeconds(START, HOUR),
      judged: [{ field: 'time', estimated: 'CLOCK_OFFSET' }],
    });
  });

  it('is that of its arrival when nothing else can be', () => {
    const room = connectedCar();
    room.now = addSeconds(START, HOUR);

    for (const [seq, time] of [
      [2, '2026-02-30T10:00:00.000Z'],
      [3, '1970-01-01T00:00:00.000Z'],
      [4, '9999-12-31T23:59:59.000Z'],
    ] as const) {
      room.handle(parked({ seq, time }));
      expect(lastOf(room).time, time).toBe(room.now);
      expect(timeMarkOf(lastOf(room)), time).toBe('ARRIVAL');
    }
  });

  it('is never before that of the word before', () => {
    const room = connectedCar();
    room.now = addSeconds(START, HOUR);
    room.handle(parked({ seq: 2, time: addSeconds(room.now, 30) }));

    room.handle(parked({ seq: 3, time: addSeconds(room.now, -20) }));

    expect(lastOf(room)).toMatchObject({
      time: addSeconds(room.now, 30),
      judged: [{ field: 'time', estimated: 'ORDER' }],
    });
  });

  it('that lies ahead keeps no newer word from its place', () => {
    const room = connectedCar();
    room.now = addSeconds(START, HOUR);
    room.handle(parked({ seq: 2, time: addSeconds(room.now, YEAR) }, { locked: false }));
    room.now = addSeconds(room.now, 60);

    room.handle(parked({ seq: 3, time: room.now }, { locked: true }));

    expect(stateOf(room)).toMatchObject({ status: { locked: true }, statusTime: room.now });
  });
});

describe('the clock of a car', () => {
  it.each([
    ['an hour ahead', HOUR],
    ['ten seconds ahead', 10],
    ['26 years behind', -26 * YEAR],
  ])('that is %s at a connect dates the first command', (_, ahead) => {
    const room = connectedCar();
    room.now = addSeconds(START, HOUR);
    const clock = addSeconds(room.now, ahead);
    room.handle(connected({ seq: 2, time: clock }, { clock }));

    expect(commandsOf(room.handle(send('request-1')).outputs)).toMatchObject([{ issued: clock }]);
  });

  it('that was set right counts as right at its next word', () => {
    const room = connectedCar();
    answered(room, 2, HOUR);
    expect(stateOf(room).clockOffsetMs).toBe(HOUR * 1000);
    room.now = addSeconds(room.now, 4 * HOUR);

    room.handle(connected({ seq: 3, time: room.now }));

    expect(stateOf(room).clockOffsetMs).toBe(0);
    expect(lastOf(room).time).toBe(room.now);
  });

  it.each(['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    'that shows %s dates no command',
    (clock) => {
      const room = connectedCar();
      room.handle(connected({ seq: 2, time: clock }, { clock }));

      expect(commandsOf(room.handle(send('request-1')).outputs)).toMatchObject([{ issued: START }]);
    },
  );

  it('is known by what it shows as a message leaves, though the message took some seconds', () => {
    const room = connectedCar();
    room.now = addSeconds(START, HOUR);
    const members = { type: 'parked', data: { status: {} } };

    room.handle(anyEvent({ seq: 2, time: room.now }, { ...members, sent: addSeconds(room.now, -4) }));
    expect(stateOf(room).clockOffsetMs).toBe(0);
    room.handle(anyEvent({ seq: 3, time: room.now }, { ...members, sent: addSeconds(room.now, 90) }));
    expect(stateOf(room).clockOffsetMs).toBe(90_000);
    room.handle(anyEvent({ seq: 4, time: room.now }, { ...members, sent: addSeconds(room.now, 70) }));
    expect(stateOf(room).clockOffsetMs).toBe(90_000);
    room.handle(anyEvent({ seq: 5, time: room.now }, { ...members, sent: instant(0) }));
    expect(stateOf(room).clockOffsetMs).toBe(-milliseconds(room.now));
  });
});
