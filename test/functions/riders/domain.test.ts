import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/riders/domain.ts';
import { block, signUp, unblock } from '../../../shared/contracts/riders.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

const ANA = 'ana';
const PROFILE = { name: 'enc.v1.q83vEjRWeJ0.3q2-7w', email: 'enc.v1.q83vEjRWeJ1.3q2-7w' };
const OTHER_PROFILE = { ...PROFILE, phone: 'enc.v1.q83vEjRWeJ2.3q2-7w' };
const EVA = { principal: { kind: 'operator', id: 'eva' } } as const;
const unpaid = { riderId: ANA, reason: 'unpaid balance' };

const room = () => roomUnderTest(domain);
const signedUpRoom = () => {
  const riders = room();
  riders.handle(message(signUp, { riderId: ANA, profile: PROFILE }));
  return riders;
};

describe('signing up', () => {
  it('makes a rider', () => {
    const riders = room();

    const outcome = riders.handle(message(signUp, { riderId: ANA, profile: PROFILE }));

    expect(outcome).toMatchObject({ kind: 'accept', result: { riderId: ANA } });
    expect(outcome.events.map(({ type }) => type)).toEqual(['riders.signed-up.v1']);
    expect(riders.document('rider/ana')?.body).toEqual({
      riderId: ANA,
      status: 'ACTIVE',
      profile: PROFILE,
      signedUpAt: riders.now,
    });
  });

  it('again with the same profile changes nothing', () => {
    const riders = signedUpRoom();

    expect(riders.handle(message(signUp, { riderId: ANA, profile: PROFILE }))).toMatchObject({
      kind: 'accept',
      events: [],
      result: { riderId: ANA },
    });
  });

  it('again with another profile changes it, and not the day of signing up', () => {
    const riders = signedUpRoom();
    const signedUpAt = riders.now;
    riders.now = '2026-02-01T09:00:00.000Z';

    const outcome = riders.handle(message(signUp, { riderId: ANA, profile: OTHER_PROFILE }));

    expect(outcome.events.map(({ type }) => type)).toEqual(['riders.profile-changed.v1']);
    expect(riders.document('rider/ana')?.body).toMatchObject({ profile: OTHER_PROFILE, signedUpAt });
  });

  it('does not lift a block', () => {
    const riders = signedUpRoom();
    riders.handle(message(block, unpaid, EVA));

    riders.handle(message(signUp, { riderId: ANA, profile: OTHER_PROFILE }));

    expect(riders.document('rider/ana')?.body).toMatchObject({ status: 'BLOCKED' });
  });
});

describe('blocking', () => {
  it('says who blocked and why, once', () => {
    const riders = signedUpRoom();

    const first = riders.handle(message(block, unpaid, EVA));
    const second = riders.handle(message(block, unpaid, EVA));

    expect(first.events).toEqual([
      { type: 'riders.blocked.v1', data: { ...unpaid, operator: 'eva', time: riders.now } },
    ]);
    expect(second).toMatchObject({ kind: 'accept', events: [], result: { riderId: ANA } });
    expect(riders.document('rider/ana')?.body).toMatchObject({ status: 'BLOCKED' });
  });

  it('is lifted, once', () => {
    const riders = signedUpRoom();
    riders.handle(message(block, unpaid, EVA));

    const first = riders.handle(message(unblock, { riderId: ANA, reason: 'paid' }, EVA));
    const second = riders.handle(message(unblock, { riderId: ANA, reason: 'paid' }, EVA));

    expect(first.events.map(({ type }) => type)).toEqual(['riders.unblocked.v1']);
    expect(second).toMatchObject({ kind: 'accept', events: [] });
    expect(riders.document('rider/ana')?.body).toMatchObject({ status: 'ACTIVE' });
    expect(riders.rebuilt('rider/ana')).toEqual(riders.state('rider/ana'));
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
    const riders = signedUpRoom();

    for (const who of [{}, { principal: { kind: 'rider', id: ANA } } as const]) {
      expect(riders.handle(message(unblock, unpaid, who))).toMatchObject({
        kind: 'refuse',
        code: 'FORBIDDEN',
      });
    }
  });
});
