import '../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { stepOf } from '../../../functions/stories/step.ts';
import { toldEvents } from '../../../functions/stories/told.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { messages } from '../../../shared/contracts/catalogue.ts';
import type { Data, EventContract } from '../../../shared/contracts/define.ts';
import { pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import { StoryStep } from '../../../shared/contracts/stories/stories.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { commandFinished } from '../../../shared/contracts/vehicles/vehicles.ts';
import type { Incoming } from '../../../shared/runtime/operations/messages.ts';

const RENTAL = started.example.rentalId;
const time = '2026-01-31T09:30:00.412Z';

function told<Contract extends EventContract>(contract: Contract, data: Data<Contract>): Incoming {
  return {
    message: { type: contract.type, id: `evt_${contract.type}`, time, data },
    key: 'k',
    topic: contract.topic.name,
    partition: 0,
    offset: 1,
    origin: 1,
    arrivalTime: '2026-01-31T09:30:00.431Z',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    blocking: false,
    retentionDays: 14,
  };
}

describe('a step of a rental’s story', () => {
  it('is the answer of a car, with the trace of the phone’s request', () => {
    const answer = { ...commandFinished.example, booking: RENTAL, time: '2026-01-31T09:30:00.398Z' };
    expect(stepOf(told(commandFinished, answer))).toEqual({
      rentalId: RENTAL,
      step: {
        eventId: 'evt_vehicles.command-finished.v1',
        type: 'vehicles.command-finished.v1',
        time,
        happenedAt: '2026-01-31T09:30:00.398Z',
        loggedAt: '2026-01-31T09:30:00.431Z',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        facts: { action: answer.action, result: answer.result },
      },
    });
  });

  it('is a charge with its total, and points with what they were for', () => {
    expect(stepOf(told(charged, charged.example))?.step.money).toEqual({
      amount: charged.example.charge.total,
      currency: charged.example.charge.currency,
    });
    const points = stepOf(told(pointsMoved, pointsMoved.example));
    expect(points?.rentalId).toBe((pointsMoved.example.reason as { rentalId?: string }).rentalId);
    expect(points?.step.facts).toEqual({ reason: 'EARNED', pending: 40 });
  });

  it('is nothing that belongs to no rental', () => {
    const found = { ...commandFinished.example, booking: 'an operator’s' };
    expect(stepOf(told(commandFinished, found))).toBeUndefined();
    const given = { ...pointsMoved.example, reason: { code: 'ADJUSTED' } } as unknown as Data<
      typeof pointsMoved
    >;
    expect(stepOf(told(pointsMoved, given))).toBeUndefined();
  });

  it('leaves out an operator’s own words', () => {
    const words = { ...started.example, reason: 'Eva Serra has called' } as Data<typeof started>;
    expect(stepOf(told(started, words))?.step.facts).toEqual({});
  });
});

const events = new Map(messages.map((contract) => [contract.type, contract]));

it.each(toldEvents.map(({ type }) => type))('%s makes a step that names no rider and no place', (type) => {
  const contract = events.get(type) as EventContract;
  const example: Readonly<Record<string, unknown>> = { rentalId: RENTAL, ...(contract.example as object) };
  const telling = stepOf(told(contract, example));
  if (telling === undefined) throw new Error('it makes no step');
  expect(violations('StoryStep', StoryStep, telling.step)).toEqual([]);
  const { riderId = 'riderId' } = example;
  const kept = JSON.stringify(telling.step);
  expect(kept).not.toContain(JSON.stringify(riderId));
  expect(kept).not.toContain('latitude');
});

it('tells what all rooms say of a rental, and nothing twice', () => {
  const types = toldEvents.map(({ type }) => type);
  const rooms = new Set(types.map((type) => type.split('.')[0]));
  expect(rooms).toEqual(new Set(['vehicles', 'rentals', 'billing', 'loyalty', 'payments', 'offers']));
  expect(types).toContain('rentals.unlock-requested.v1');
  expect(types).toContain('payments.captured.v1');
  // They repeat what the rentals room has said.
  expect(types).not.toContain('loyalty.rental-followed.v1');
});
