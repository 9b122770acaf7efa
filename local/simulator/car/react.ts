import { Compile } from 'typebox/compile';
import { type CarEvent, receipt, type Sample } from '../../../shared/contracts/car/car.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { endOverdue, nextEnd } from '../key-protocol/entitlements.ts';
import { takeGrantUse } from '../key-protocol/grant-use.ts';
import { obey } from '../key-protocol/obey.ts';
import type { GrantUse } from '../key-protocol/phone-request.ts';
import { takeTrust } from '../key-protocol/trust.ts';
import { endDrive, letDrive, sendDriverAway, startDrive } from '../motion/driver.ts';
import { arrivalAt } from '../motion/motion.ts';
import { forget, powerUp } from './boot.ts';
import { type Car, instrumentsOf, record, type Surroundings, statusOf, stepOf, trustOf } from './car.ts';
import { drain, tow } from './mishaps.ts';
import { acknowledge, resendOverdue, rewind, takeUnsent } from './outbox.ts';
import { FIRMWARE, takeSample } from './sample.ts';
import { type Touch, touch } from './touch.ts';

/** What can happen to a car. */
export type Input =
  /** Time has passed. */
  | { readonly type: 'time' }
  | { readonly type: 'connected' }
  | { readonly type: 'disconnected' }
  /** An MQTT message on its topics. */
  | { readonly type: 'command'; readonly bytes: Uint8Array }
  | { readonly type: 'receipt'; readonly bytes: Uint8Array }
  | { readonly type: 'trust'; readonly bytes: Uint8Array }
  /** A phone with a grant asked for something, and it is decided whether it gets it. */
  | { readonly type: 'grant-use'; readonly use: GrantUse }
  /** Its driver drives off, or parks at once. */
  | { readonly type: 'drive' }
  | { readonly type: 'park' }
  /** A truck carries it off; its battery runs out. */
  | { readonly type: 'tow' }
  | { readonly type: 'drain' }
  | { readonly type: 'touch'; readonly what: Touch }
  /** Its control unit starts anew, with its store or without. */
  | { readonly type: 'reboot' }
  | { readonly type: 'lose-store' };

/** What its shell must do, in this order. */
export type Effect =
  /** Keep the car's state: before anything is sent that relies on it. */
  | { readonly type: 'keep' }
  /** For the protocol of what happened: a new numbered event. */
  | { readonly type: 'recorded'; readonly event: CarEvent }
  | { readonly type: 'send-event'; readonly event: CarEvent }
  | { readonly type: 'send-sample'; readonly sample: Sample }
  /** The connection is gone; make a new one. */
  | { readonly type: 'drop-connection' };

export interface Reaction {
  readonly car: Car;
  readonly effects: readonly Effect[];
}

/** What a car makes of an input at a time (platform milliseconds). Same car, input and time: same reaction. */
export function react(before: Car, input: Input, now: number, surroundings: Surroundings): Reaction {
  const upToNow = endOverdue(resendLost(letDrive(before, now, surroundings), now), now);
  const after = take(upToNow, input, now, surroundings);
  const { outbox, events } = after.connected
    ? takeUnsent(after.outbox, now)
    : { outbox: after.outbox, events: [] };
  const showsSample = after.nextSampleAt !== undefined && after.nextSampleAt <= now;
  const car: Car = {
    ...after,
    outbox,
    ...(showsSample ? { nextSampleAt: now + sampleInterval(after, surroundings) } : {}),
  };
  const reboots = input.type === 'reboot' || input.type === 'lose-store';
  return {
    car,
    effects: [
      ...(mustKeep(before, car) ? [{ type: 'keep' } as const] : []),
      ...newEvents(before, car).map((event) => ({ type: 'recorded', event }) as const),
      ...(reboots ? [{ type: 'drop-connection' } as const] : []),
      ...events.map((event) => ({ type: 'send-event', event }) as const),
      ...(showsSample ? [{ type: 'send-sample', sample: sampleOf(car, now) } as const] : []),
    ],
  };
}

/** A car that stands with its engine off has little to say, and a battery to spare. */
const INTERVALS_AT_REST = 6;

function sampleInterval({ motion, idling }: Car, { sampleEveryMilliseconds }: Surroundings): number {
  return motion.kind === 'parked' && !idling
    ? sampleEveryMilliseconds * INTERVALS_AT_REST
    : sampleEveryMilliseconds;
}

/** When the car wants to be called with the time, if nothing happens before: platform milliseconds, or Infinity. */
export function wakeAt(car: Car): number {
  return Math.min(
    car.nextSampleAt ?? Number.POSITIVE_INFINITY,
    car.driverStartsAt ?? Number.POSITIVE_INFINITY,
    nextEnd(car),
    car.motion.kind === 'driving' ? arrivalAt(car.motion) : Number.POSITIVE_INFINITY,
    car.connected ? (car.outbox.resendAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
  );
}

function take(car: Car, input: Input, now: number, surroundings: Surroundings): Car {
  switch (input.type) {
    case 'time':
      return car;
    case 'connected':
      return connect(car, now);
    case 'disconnected':
      return disconnect(car);
    case 'command':
      return obey(car, input.bytes, now, surroundings);
    case 'receipt':
      return takeReceipt(car, input.bytes, now);
    case 'trust':
      return takeTrust(car, input.bytes, now);
    case 'grant-use':
      return takeGrantUse(car, input.use, now, surroundings);
    case 'touch':
      return touch(car, input.what, now);
    case 'drive':
      return startDrive(car, now, surroundings);
    case 'park':
      return endDrive(sendDriverAway(car), now);
    case 'tow':
      return tow(car, now, surroundings);
    case 'drain':
      return drain(car, now);
    case 'reboot':
    case 'lose-store':
      break;
  }
  const off = disconnect(car);
  return powerUp(input.type === 'lose-store' ? forget(off, now, surroundings) : off, surroundings.seed);
}

function connect(car: Car, now: number): Car {
  const connected: Car = { ...car, connected: true, nextSampleAt: now };
  return record(connected, {
    type: 'connected',
    time: instant(now),
    data: { ...stepOf(car, now), firmware: FIRMWARE, trust: trustOf(car), status: statusOf(car, now) },
  });
}

/** What was on its way may be lost: the next connection sends it again. */
function disconnect(car: Car): Car {
  const { nextSampleAt: _, ...rest } = car;
  return { ...rest, connected: false, outbox: rewind(car.outbox) };
}

const receipts = Compile(receipt.payload);

/** A receipt that cannot be read tells nothing. */
function takeReceipt(car: Car, bytes: Uint8Array, now: number): Car {
  const payload = parseJson(bytes);
  return receipts.Check(payload) ? { ...car, outbox: acknowledge(car.outbox, payload, now) } : car;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function resendLost(car: Car, now: number): Car {
  return car.connected ? { ...car, outbox: resendOverdue(car.outbox, now) } : car;
}

function sampleOf(car: Car, now: number): Sample {
  return takeSample(instrumentsOf(car, now), car.traits, car.locked, now);
}

/** Those that were recorded now, not those that only got other numbers. */
function newEvents(before: Car, after: Car): readonly CarEvent[] {
  if (before.outbox.log === after.outbox.log)
    return after.outbox.pending.filter((event) => event.seq >= before.outbox.next);
  const known = new Set<object>(before.outbox.pending.map(({ data }) => data));
  return after.outbox.pending.filter(({ data }) => !known.has(data));
}

/** What is in the store, besides the events. */
const KEPT = [
  'boots',
  'trustedKeys',
  'revocations',
  'entitlements',
  'locked',
  'startEnabled',
  'doorsClosed',
  'trunkOpen',
  'keyFobPresent',
  'fuelCardPresent',
  'motion',
  'idling',
] as const satisfies readonly (keyof Car)[];

/** How far the outbox was sent is not in the store. */
function mustKeep(before: Car, after: Car): boolean {
  return (
    before.outbox.pending !== after.outbox.pending ||
    before.outbox.log !== after.outbox.log ||
    KEPT.some((name) => before[name] !== after[name])
  );
}
