import { expect, it } from 'vitest';
import { latenciesOf, requestsOf } from '../../../apps/console/rooms/story-steps.ts';

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
