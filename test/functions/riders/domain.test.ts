import { describe, expect, it } from 'vitest';
import { block, signUp, unblock } from '../../../shared/contracts/riders/riders.ts';
import { message } from '../room-under-test.ts';
import { ANA, ana, anasDocument, EVA, OTHER, PROFILE, riders as room, withAna } from './riders-under-test.ts';

const OTHER_PROFILE = { ...PROFILE, phone: OTHER };
const unpaid = { riderId: ANA, reason: 'unpaid balance' };

describe('signing up', () => {
  it('makes a rider', () => {
    const riders = room();

    const outcome = riders.handle(message(signUp, { riderId: ANA, profile: PROFILE }));

    expect(outcome).toMatchObject({ kind: 'accept', result: { riderId: ANA } });
    expect(outcome.events.map(({ type }) => type)).toEqual(['riders.signed-up.v1']);
    expect(anasDocument(riders)).toEqual({
      status: 'ACTIVE',
      profile: PROFILE,
      signedUpAt: riders.now,
      consents: [],
      phoneKeys: [],
    });
  });

  it('again with the same profile changes nothing', () => {
    const riders = withAna();

    expect(riders.handle(message(signUp, { riderId: ANA, profile: PROFILE }))).toMatchObject({
      kind: 'accept',
      events: [],
      result: { riderId: ANA },
    });
  });

  it('again with another profile changes it, and not the day of signing up', () => {
    const riders = withAna();
    const signedUpAt = riders.now;
    riders.now = '2026-02-01T09:00:00.000Z';

    const outcome = riders.handle(message(signUp, { riderId: ANA, profile: OTHER_PROFILE }));

    expect(outcome.events.map(({ type }) => type)).toEqual(['riders.profile-changed.v1']);
    expect(anasDocument(riders)).toMatchObject({ profile: OTHER_PROFILE, signedUpAt });
  });

  it('does not lift a block', () => {
    const riders = withAna();
    riders.handle(message(block, unpaid, EVA));

    riders.handle(message(signUp, { riderId: ANA, profile: OTHER_PROFILE }));

    expect(anasDocument(riders)).toMatchObject({ status: 'BLOCKED' });
  });
});

describe('blocking', () => {
  it('says who blocked and why, once', () => {
    const riders = withAna();

    const first = riders.handle(message(block, unpaid, EVA));
    const second = riders.handle(message(block, unpaid, EVA));

    expect(first.events).toEqual([
      { type: 'riders.blocked.v1', data: { ...unpaid, operator: 'eva', time: riders.now } },
    ]);
    expect(second).toMatchObject({ kind: 'accept', events: [], result: { riderId: ANA } });
    expect(anasDocument(riders)).toMatchObject({ status: 'BLOCKED' });
  });

  it('is lifted, once', () => {
    const riders = withAna();
    riders.handle(message(block, unpaid, EVA));

    const first = riders.handle(message(unblock, { riderId: ANA, reason: 'paid' }, EVA));
    const second = riders.handle(message(unblock, { riderId: ANA, reason: 'paid' }, EVA));

    expect(first.events.map(({ type }) => type)).toEqual(['riders.unblocked.v1']);
    expect(second).toMatchObject({ kind: 'accept', events: [] });
    expect(anasDocument(riders)).toMatchObject({ status: 'ACTIVE' });
    expect(riders.rebuilt('rider/ana')).toEqual(ana(riders));
  });

  it.each([
    ['block', block],
    ['unblock', unblock],
  ] as const)('refuses to %s somebody who never signed up', (_, contract) => {
    expect(room().handle(message(contract, unpaid, EVA))).toMatchObject({
      kind: 'refuse',
      code: 'RIDER_NOT_REGISTERED',
      events: [],
    });
  });

  it('is for operators only', () => {
    const riders = withAna();

    for (const who of [{}, { principal: { kind: 'rider', id: ANA } } as const]) {
      expect(riders.handle(message(unblock, unpaid, who))).toMatchObject({
        kind: 'refuse',
        code: 'FORBIDDEN',
      });
    }
  });
});
