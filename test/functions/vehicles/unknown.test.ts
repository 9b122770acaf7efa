import { describe, expect, it } from 'vitest';
import type { CarAction, CarCommand } from '../../../shared/contracts/car/car.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import {
  BOOKING,
  commandsOf,
  connected,
  connectedCar,
  finishedOf,
  OTHER_SESSION,
  reportsOf,
  result,
  SESSION,
  send,
  sent,
  stateOf,
  type Vehicles,
  VIN,
} from './car-under-test.ts';

/** A car that was asked to unlock 10 s ago and has not answered: it was asked how it stands. */
function silentCar(booking?: string): { room: Vehicles; commandId: string; report: CarCommand } {
  const room = connectedCar();
  const outcome = room.handle(send('request-1', 'unlock', booking));
  const { commandId } = outcome.result as { commandId: string };
  room.advanceTo(addSeconds(room.now, 10));
  const { requests } = stateOf(room);
  const asked = requests.find(({ action }) => action === 'report')?.command;
  if (asked === undefined) throw new Error('it was not asked');
  return { room, commandId, report: { id: asked.commandId, vin: VIN, action: 'report', ...asked } };
}

const wishAgain = (room: Vehicles, action: CarAction = 'unlock', booking?: string) =>
  room.handle(send(`again-${room.events.length}`, action, booking));

describe('after a command that ended UNKNOWN', () => {
  it('the car is asked how it stands, with the next counter', () => {
    const { room, report } = silentCar();

    expect(report).toMatchObject({ session: SESSION, counter: 2 });
    expect(room.events.at(-1)).toMatchObject({
      type: 'vehicles.command-issued.v1',
      data: { action: 'report', commandId: report.id, time: room.now },
    });
  });

  it('its silence is answered by no second question', () => {
    const { room } = silentCar();

    room.advanceTo(addSeconds(room.now, 3600));

    expect(stateOf(room).requests.map(({ action, outcome }) => [action, outcome?.result])).toEqual([
      ['unlock', 'UNKNOWN'],
      ['report', 'UNKNOWN'],
    ]);
    expect(room.timers()).toEqual([]);
  });

  it('no second counter is drawn for the same wish, whoever wishes it', () => {
    const { room } = silentCar(BOOKING);

    const outcome = wishAgain(room, 'unlock', BOOKING);

    expect(outcome).toMatchObject({ kind: 'refuse', code: 'VEHICLE_STATE_UNKNOWN', outputs: [] });
    expect(finishedOf(outcome.events)).toMatchObject([
      { result: 'REJECTED', reason: 'STATE_UNKNOWN', mayHaveSucceeded: true, retryCanHelp: true },
    ]);
  });

  it('a refused wish makes the platform ask again, when it is not asking already', () => {
    const { room } = silentCar();
    room.advanceTo(addSeconds(room.now, 10));

    const first = wishAgain(room);
    const second = wishAgain(room);

    expect(reportsOf(first.outputs)).toMatchObject([{ counter: 3, issued: room.now }]);
    expect(reportsOf(second.outputs)).toEqual([]);
    expect([first.code, second.code]).toEqual(['VEHICLE_STATE_UNKNOWN', 'VEHICLE_STATE_UNKNOWN']);
  });

  it('other wishes are sent: a car can always be locked', () => {
    const { room } = silentCar(BOOKING);

    expect(wishAgain(room, 'lock', BOOKING).kind).toBe('accept');
    expect(wishAgain(room, 'unlock').kind).toBe('accept');
    expect(wishAgain(room, 'report').code).toBe('COMMAND_IN_PROGRESS');
  });

  it('the answer to the question settles it, and the wish may be sent', () => {
    const { room, report } = silentCar();

    const answer = room.handle(
      result({ seq: 2, time: room.now }, { commandId: report.id, counter: 2, status: { locked: true } }),
    );
    const again = wishAgain(room);

    expect(finishedOf(answer.events)).toMatchObject([
      { requestId: 'request-1', result: 'EXPIRED', mayHaveSucceeded: false, retryCanHelp: true },
    ]);
    expect(stateOf(room).status).toEqual({ locked: true });
    expect(commandsOf(again.outputs)).toMatchObject([{ action: 'unlock', counter: 3 }]);
  });

  it('the answer to the command itself settles it, late as it is', () => {
    const { room, commandId } = silentCar();

    const answer = room.handle(result({ seq: 2 }, { commandId }));

    expect(finishedOf(answer.events)).toMatchObject([{ requestId: 'request-1', result: 'EXECUTED' }]);
    expect(wishAgain(room).kind).toBe('accept');
  });

  it('any word that the car says after the command has expired settles it', () => {
    const { room } = silentCar();

    room.handle(result({ seq: 2, time: room.now }, { fault: 'BAD_SIGNATURE' }));

    expect(finishedOf(room.events).at(-1)).toMatchObject({ requestId: 'request-1', result: 'EXPIRED' });
    expect(wishAgain(room).kind).toBe('accept');
  });

  it('a connect settles it, without a question', () => {
    const { room } = silentCar();
    room.advanceTo(addSeconds(room.now, 600));

    const back = room.handle(connected({ seq: 2, time: room.now }));

    expect(finishedOf(back.events)).toMatchObject([{ requestId: 'request-1', result: 'EXPIRED' }]);
    expect(reportsOf(back.outputs)).toEqual([]);
    expect(wishAgain(room).kind).toBe('accept');
  });

  it('a connect at which it has not expired by the car’s clock makes the platform ask', () => {
    const { room, report } = silentCar();
    room.advanceTo(addSeconds(room.now, 600));

    const back = room.handle(connected({ seq: 2 }, { counter: 0, clock: '2026-01-31T08:59:59.000Z' }));

    expect(finishedOf(back.events)).toEqual([]);
    expect(reportsOf(back.outputs)).toMatchObject([{ session: SESSION, counter: report.counter + 1 }]);
    expect(wishAgain(room).code).toBe('VEHICLE_STATE_UNKNOWN');
  });

  it('the question at a connect names the session that began with it', () => {
    const { room } = silentCar();
    room.advanceTo(addSeconds(room.now, 600));
    const other = connected({ seq: 2 }, { session: OTHER_SESSION });

    // A new session settles every command of the one before.
    expect(finishedOf(room.handle(other).events)).toMatchObject([{ reason: 'WRONG_SESSION' }]);
    expect(commandsOf(wishAgain(room).outputs)).toMatchObject([{ session: OTHER_SESSION, counter: 1 }]);
  });

  it('a car that has lost its store has said how it stands: what is lost stays UNKNOWN and holds up nothing', () => {
    const { room } = silentCar();

    room.handle(connected({ log: 2, seq: 1 }, { session: OTHER_SESSION }));

    expect(finishedOf(room.events).map(({ result }) => result)).toEqual(['UNKNOWN']);
    expect(wishAgain(room).kind).toBe('accept');
  });

  it('its state is made of its events alone', () => {
    const { room } = silentCar();
    room.advanceTo(addSeconds(room.now, 60));
    wishAgain(room);
    room.handle(connected({ seq: 2 }));

    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });
});

it('an operator may ask for a report at any time', () => {
  const room = connectedCar();

  const commandId = sent(room, 'request-1', 'report');
  room.handle(result({ seq: 2 }, { commandId, status: { locked: true, startEnabled: false } }));

  expect(room.item(`command/${VIN}/${commandId}`)?.body).toMatchObject({
    action: 'report',
    state: 'EXECUTED',
  });
  expect(stateOf(room).status).toEqual({ locked: true, startEnabled: false });
});
