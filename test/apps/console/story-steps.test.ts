import type { RentalDelivery } from '@roadstream/sdk';
import { expect, it } from 'vitest';
import {
  inOrder,
  latenciesOf,
  requestsOf,
  sendingsOf,
  webhookLatency,
} from '../../../apps/console/rooms/story-steps.ts';

type Step = Parameters<typeof latenciesOf>[0][number];

const step = (type: string, second: number, traceId?: string): Step => ({
  eventId: `evt_${second}`,
  type: `${type}.v1`,
  time: new Date(Date.parse('2026-01-31T09:30:00.000Z') + second * 1000).toISOString(),
  loggedAt: '2026-01-31T09:30:00.000Z',
  ...(traceId === undefined ? {} : { traceId }),
  facts: {},
});

it('each request is measured to what came of it, however often it was made', () => {
  const story = [
    step('rentals.reserved', 0),
    step('rentals.unlock-requested', 1),
    step('rentals.unlock-failed', 6),
    step('rentals.unlock-requested', 10),
    step('rentals.started', 10.5),
    step('rentals.end-requested', 100),
    step('rentals.ended', 101),
    step('billing.charged', 103),
    step('loyalty.points-moved', 104),
  ];
  expect(latenciesOf(story)).toEqual([
    { name: 'unlock', milliseconds: 5000 },
    { name: 'unlock', milliseconds: 500 },
    { name: 'end', milliseconds: 1000 },
    { name: 'charge', milliseconds: 2000 },
    { name: 'points', milliseconds: 1000 },
  ]);
});

it('an unlock that was asked for twice is measured from the second time', () => {
  const story = [
    step('rentals.unlock-requested', 1),
    step('rentals.unlock-requested', 4),
    step('rentals.started', 5),
  ];
  expect(latenciesOf(story)).toEqual([{ name: 'unlock', milliseconds: 1000 }]);
});

it('steps of one request bear one letter, and a step alone bears none', () => {
  const story = [
    step('rentals.reserved', 0, 'aa'),
    step('rentals.unlock-requested', 1, 'bb'),
    step('vehicles.command-finished', 2, 'bb'),
    step('rentals.ended', 9, 'cc'),
    step('billing.charged', 10, 'cc'),
    step('rentals.car-heard', 11),
  ];
  expect([...requestsOf(story)]).toEqual([
    ['bb', 'A'],
    ['cc', 'B'],
  ]);
});

const delivery = (
  type: string,
  second: number,
  attempts: readonly { readonly after: number; readonly error?: string }[],
): RentalDelivery => ({
  deliveryId: `msg_${type}_${second}`,
  endpointId: 'whe_1',
  partnerName: 'Hotel Andorra',
  type,
  time: step(type, second).time,
  state: attempts.some(({ error }) => error === undefined) ? 'DELIVERED' : 'PENDING',
  attempts: attempts.map(({ after, error }) => ({
    at: step(type, second + after).time,
    milliseconds: 80,
    ...(error === undefined ? { status: 204 } : { status: 500, error }),
  })),
  keptUntil: step(type, 1_000_000).time,
});

it('each attempt to tell a partner has its place in time, and so has what waits', () => {
  const steps = [step('rentals.reserved', 0), step('rentals.started', 10), step('rentals.ended', 20)];
  const sent = [
    delivery('rental.reserved', 0, [{ after: 1, error: 'HTTP_500' }, { after: 12 }]),
    delivery('rental.ended', 20, []),
  ];
  expect(
    inOrder(steps, sendingsOf(sent)).map((one) =>
      'delivery' in one ? (one.attempt?.error ?? one.attempt?.status ?? 'waits') : one.type,
    ),
  ).toEqual(['rentals.reserved.v1', 'HTTP_500', 'rentals.started.v1', 204, 'rentals.ended.v1', 'waits']);
});

it('the slowest partner is measured to the answer that took it', () => {
  const sent = [
    delivery('rental.reserved', 0, [{ after: 1 }]),
    delivery('rental.started', 10, [{ after: 1, error: 'TIMEOUT' }, { after: 5 }]),
    delivery('rental.ended', 20, [{ after: 90, error: 'HTTP_500' }]),
  ];
  expect(webhookLatency(sent)).toEqual([{ name: 'webhook', milliseconds: 5080 }]);
  expect(webhookLatency([])).toEqual([]);
});
