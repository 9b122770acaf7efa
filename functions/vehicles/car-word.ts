import {
  type CarEventType,
  type CarTrust,
  type Fault,
  faults,
  type GrantAction,
  grantActions,
  LONGEST_BOOKING,
  type NumberedEvent,
} from '../../shared/contracts/car/car.ts';
import type { RefusedValue } from '../../shared/contracts/car/marks.ts';
import { idPattern } from '../../shared/kernel/ids.ts';
import { isRecord } from '../../shared/kernel/record.ts';
import { readInstant } from '../../shared/kernel/time.ts';

/**
 * What a car's numbered event says, read member by member from any JSON: a bad member is left out, and one that the
 * platform does not know is ignored. Only an event without what makes it is unread.
 */
export type CarWord = Times &
  (Connected | CommandResult | GrantUsed | TrustUpdated | Drive | EntitlementWord);

interface Times {
  readonly type: CarEventType;
  /** Milliseconds; absent when the car names no time that exists. */
  readonly time?: number;
  /** What the car's clock showed as it sent this; absent in messages of older cars. */
  readonly sent?: number;
  readonly refused: readonly RefusedValue[];
}

/** The car's session and counter, and what its clock showed: it is in step by them. */
export interface Step {
  readonly session: string;
  readonly counter: number;
  readonly clock?: number;
}

interface Connected {
  readonly type: 'connected';
  readonly step: Step;
  readonly firmware?: string;
  readonly trust?: CarTrust;
  readonly status: unknown;
}

interface Answer {
  readonly result: 'executed' | 'refused';
  readonly fault?: Fault;
  readonly status: unknown;
}

interface CommandResult extends Answer {
  readonly type: 'command-result';
  readonly step?: Step;
  readonly commandId?: string;
}

interface GrantUsed extends Answer {
  readonly type: 'grant-used';
  readonly grantId: string;
  readonly booking: string;
  readonly action: GrantAction;
}

interface TrustUpdated {
  readonly type: 'trust-updated';
  readonly trust: CarTrust;
  readonly fault?: Fault;
}

interface EntitlementResult extends Answer {
  readonly type: 'entitlement-result';
  readonly entitlementId: string;
  /** The highest that the car has taken. */
  readonly version?: number;
}

interface EntitlementEnded {
  readonly type: 'entitlement-ended';
  readonly entitlementId: string;
  readonly why: 'expired' | 'withdrawn';
  readonly status: unknown;
}

export type EntitlementWord = EntitlementResult | EntitlementEnded;

interface Drive {
  readonly type: 'started' | 'parked';
  readonly status: unknown;
}

export interface Unread {
  readonly type: 'unread';
  /** What the car calls the event. */
  readonly name: string;
  /** Why, without values. */
  readonly detail: string;
}

type Members = Readonly<Record<string, unknown>>;

const SESSION = /^[0-9a-f]{32}$/;
const COMMAND_ID = new RegExp(idPattern('cmd'));
const GRANT_ID = new RegExp(idPattern('grt'));
const ENTITLEMENT_ID = new RegExp(idPattern('ent'));
const LONGEST_FIRMWARE = 64;
const LONGEST_NAME = 64;
/** Counters and versions that are higher leave no room for the platform's next. */
const HIGHEST_NUMBER = 2 ** 48;
/** A clock that shows another time cannot date a command: its times would leave the calendar of our texts. */
const FIRST_CLOCK = Date.UTC(1900, 0, 1);
const LAST_CLOCK = Date.UTC(9000, 0, 1);

export function readCarEvent(event: NumberedEvent): CarWord | Unread {
  const name = typeof event['type'] === 'string' ? event['type'].slice(0, LONGEST_NAME) : 'unreadable';
  const unread = (detail: string): Unread => ({ type: 'unread', name, detail });
  const { data } = event;
  if (!isRecord(data)) return unread('it has no data');
  const refused: RefusedValue[] = [];
  const said = contentOf(name, data, refused);
  if (said === undefined) return unread(`data is not that of a known event`);
  const time = readInstant(event['time']);
  const sent = clockIn(event['sent']);
  if (time === undefined) refused.push({ field: 'time', why: 'UNREADABLE' });
  return {
    ...said,
    ...(time === undefined ? {} : { time }),
    ...(sent === undefined ? {} : { sent }),
    refused,
  };
}

function contentOf(
  name: string,
  data: Members,
  refused: RefusedValue[],
): Connected | CommandResult | GrantUsed | TrustUpdated | Drive | EntitlementWord | undefined {
  switch (name) {
    case 'connected':
      return connectedIn(data, refused);
    case 'command-result':
      return resultIn(data, refused);
    case 'grant-used':
      return grantUsedIn(data, refused);
    case 'trust-updated': {
      const trust = trustIn(data['trust']);
      return trust === undefined ? undefined : { type: name, trust, ...faultIn(data['fault'], refused) };
    }
    case 'entitlement-result':
      return entitlementResultIn(data, refused);
    case 'entitlement-ended':
      return entitlementEndedIn(data);
    case 'started':
    case 'parked':
      return { type: name, status: data['status'] };
    default:
      return undefined;
  }
}

function connectedIn(data: Members, refused: RefusedValue[]): Connected | undefined {
  const step = stepIn(data, refused);
  if (step === undefined) return undefined;
  const firmware = data['firmware'];
  const isFirmware = typeof firmware === 'string' && firmware.length <= LONGEST_FIRMWARE;
  if (!isFirmware) refused.push({ field: 'firmware', why: 'UNREADABLE' });
  const trust = trustIn(data['trust']);
  if (trust === undefined && data['trust'] !== undefined) refused.push({ field: 'trust', why: 'UNREADABLE' });
  return {
    type: 'connected',
    step,
    ...(isFirmware ? { firmware } : {}),
    ...(trust === undefined ? {} : { trust }),
    status: data['status'],
  };
}

/** An answer to a command that cannot be told is no answer. */
function resultIn(data: Members, refused: RefusedValue[]): CommandResult | undefined {
  const answer = answerIn(data, refused);
  const { commandId } = data;
  const named = typeof commandId === 'string' && COMMAND_ID.test(commandId) ? { commandId } : undefined;
  const isUnnamed = commandId === undefined || commandId === null;
  if (answer === undefined || (named === undefined && !isUnnamed)) return undefined;
  const step = stepIn(data, refused);
  return { type: 'command-result', ...(step === undefined ? {} : { step }), ...named, ...answer };
}

function grantUsedIn(data: Members, refused: RefusedValue[]): GrantUsed | undefined {
  const answer = answerIn(data, refused);
  const { grantId, booking } = data;
  const action = grantActions.find((known) => known === data['action']);
  if (answer === undefined || action === undefined) return undefined;
  if (typeof grantId !== 'string' || !GRANT_ID.test(grantId)) return undefined;
  if (typeof booking !== 'string' || booking === '' || booking.length > LONGEST_BOOKING) return undefined;
  return { type: 'grant-used', grantId, booking, action, ...answer };
}

function entitlementResultIn(data: Members, refused: RefusedValue[]): EntitlementResult | undefined {
  const answer = answerIn(data, refused);
  const { entitlementId, version } = data;
  if (answer === undefined || !isEntitlementId(entitlementId)) return undefined;
  const highest = isWhole(version, 0) ? { version } : {};
  return { type: 'entitlement-result', entitlementId, ...highest, ...answer };
}

/** An end is one, whatever it is called. */
function entitlementEndedIn({ entitlementId, why, status }: Members): EntitlementEnded | undefined {
  if (!isEntitlementId(entitlementId)) return undefined;
  const reason = why === 'withdrawn' ? why : 'expired';
  return { type: 'entitlement-ended', entitlementId, why: reason, status };
}

const isEntitlementId = (value: unknown): value is string =>
  typeof value === 'string' && ENTITLEMENT_ID.test(value);

function answerIn(data: Members, refused: RefusedValue[]): Answer | undefined {
  const { result } = data;
  if (result !== 'executed' && result !== 'refused') return undefined;
  return { result, ...faultIn(data['fault'], refused), status: data['status'] };
}

/** A fault that the platform does not know is one that no retry helps against. */
function faultIn(raw: unknown, refused: RefusedValue[]): { readonly fault?: Fault } {
  if (raw === undefined) return {};
  if (typeof raw === 'string' && isFault(raw)) return { fault: raw };
  refused.push({ field: 'fault', why: 'UNREADABLE' });
  return raw === null ? {} : { fault: 'MALFORMED' };
}

function isFault(text: string): text is Fault {
  return Object.hasOwn(faults, text);
}

function stepIn(data: Members, refused: RefusedValue[]): Step | undefined {
  const { session, counter } = data;
  const clock = clockIn(data['clock']);
  if (clock === undefined) refused.push({ field: 'clock', why: 'UNREADABLE' });
  if (typeof session !== 'string' || !SESSION.test(session)) {
    refused.push({ field: 'session', why: 'UNREADABLE' });
    return undefined;
  }
  if (!isWhole(counter, 0)) {
    refused.push({ field: 'counter', why: 'UNREADABLE' });
    return undefined;
  }
  return { session, counter, ...(clock === undefined ? {} : { clock }) };
}

function clockIn(raw: unknown): number | undefined {
  const time = readInstant(raw);
  return time !== undefined && time >= FIRST_CLOCK && time < LAST_CLOCK ? time : undefined;
}

function trustIn(raw: unknown): CarTrust | undefined {
  if (!isRecord(raw)) return undefined;
  const { keys, revocations } = raw;
  return isWhole(keys, 1) && isWhole(revocations, 0) ? { keys, revocations } : undefined;
}

function isWhole(value: unknown, minimum: number): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= HIGHEST_NUMBER;
}
