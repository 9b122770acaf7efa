import type { StoryStep } from '../../shared/contracts/stories/stories.ts';
import type { Incoming } from '../../shared/runtime/operations/messages.ts';
import { RENTAL_FIELDS } from './told.ts';

/** A step of a rental's story, made of an event: in codes and numbers, because what names people or places is not kept. */

export interface TellingStep {
  readonly rentalId: string;
  readonly step: StoryStep;
}

type Content = Readonly<Record<string, unknown>>;

/** What is noted of an event, where it has it. A reason that is no code may be an operator's own words, and is left out. */
const FACTS = [
  'action',
  'result',
  'reason',
  'state',
  'purpose',
  'subject',
  'question',
  'attempt',
  'revision',
  'points',
  'pending',
  'active',
  'reserved',
  'owed',
  'kind',
  'number',
  'chargePercent',
  'retry',
];
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$/;
const TRACE = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

/** Undefined for an event of no rental, such as points that expire or a command of an operator. */
export function stepOf({ message, arrivalTime, traceparent }: Incoming): TellingStep | undefined {
  const data = message.data as Content;
  const rentalId = rentalIn(data) ?? rentalIn(contentIn(data, 'reason'));
  if (rentalId === undefined) return undefined;
  const [, traceId] = TRACE.exec(traceparent ?? '') ?? [];
  const money = moneyIn(data);
  const happenedAt = data['time'];
  return {
    rentalId,
    step: {
      eventId: message.id,
      type: message.type,
      time: message.time,
      ...(typeof happenedAt === 'string' && happenedAt !== message.time ? { happenedAt } : {}),
      loggedAt: arrivalTime,
      ...(traceId === undefined ? {} : { traceId }),
      facts: factsOf(data),
      ...(money === undefined ? {} : { money }),
    },
  };
}

function contentIn(data: Content, field: string): Content {
  const value = data[field];
  return typeof value === 'object' && value !== null ? (value as Content) : {};
}

function rentalIn(data: Content): string | undefined {
  const values = RENTAL_FIELDS.map((field) => data[field]);
  return values.find((value): value is string => typeof value === 'string' && value.startsWith('rnt_'));
}

function factsOf(data: Content): StoryStep['facts'] {
  const facts: Record<string, string | number | boolean> = {};
  for (const name of FACTS) {
    const value = data[name];
    if (typeof value === 'boolean' || (typeof value === 'number' && value !== 0)) facts[name] = value;
    if (typeof value === 'string' && CODE.test(value)) facts[name] = value;
  }
  // Points move for a reason with more than a code.
  const { code } = contentIn(data, 'reason');
  return typeof code === 'string' ? { ...facts, reason: code } : facts;
}

/** Rooms write it as money, as the total of a charge, or beside its currency. */
function moneyIn(data: Content): StoryStep['money'] {
  const { amount, total, currency } = data;
  const charge = contentIn(data, 'charge');
  const money = contentIn(data, 'money');
  for (const [minor, code] of [
    [money['amount'], money['currency']],
    [charge['total'], charge['currency']],
    [total, currency],
    [amount, currency],
  ])
    if (typeof minor === 'number' && Number.isInteger(minor) && typeof code === 'string')
      return { amount: minor, currency: code };
  return undefined;
}
