import { describe, expect, it } from 'vitest';
import { erase } from '../../../shared/contracts/riders/erasure.ts';
import { setGroups } from '../../../shared/contracts/riders/groups.ts';
import { message } from '../room-under-test.ts';
import { ANA, ana, anasDocument, EVA, riders as room, typesOf, withAna } from './riders-under-test.ts';

const put = (groups: string[], who: object = EVA) =>
  message(setGroups, { riderId: ANA, groups, reason: 'card of the university' }, who);

describe('an operator', () => {
  it('puts a rider into groups, with who and why, and the same ones change nothing', () => {
    const riders = withAna();

    const first = riders.handle(put(['students', 'staff']));
    const again = riders.handle(put(['staff', 'students']));

    const set = { reason: 'card of the university', operator: 'eva', time: riders.now };
    expect(first.events).toEqual([
      { type: 'riders.groups-set.v1', data: { riderId: ANA, groups: ['staff', 'students'], ...set } },
    ]);
    expect(first.result).toEqual({ riderId: ANA, groups: ['staff', 'students'], set });
    expect(again).toMatchObject({ kind: 'accept', events: [], result: first.result });
    expect(anasDocument(riders)).toMatchObject({ groups: { groups: ['staff', 'students'], ...set } });
    expect(riders.rebuilt('rider/ana')).toEqual(ana(riders));
  });

  it('takes the rider out again', () => {
    const riders = withAna();
    expect(riders.handle(put([])).events).toEqual([]);
    riders.handle(put(['students']));
    expect(riders.handle(put([])).result).toMatchObject({ groups: [], set: { operator: 'eva' } });
  });

  it('is needed for it, and a rider who has signed up', () => {
    const riders = withAna();
    for (const who of [{}, { principal: { kind: 'rider', id: ANA } }]) {
      expect(riders.handle(put(['staff'], who))).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(room().handle(put(['staff']))).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
  });
});

it('nothing of the groups is left of a rider who was erased', () => {
  const riders = withAna();
  riders.handle(put(['students']));
  expect(typesOf(riders.handle(message(erase, { riderId: ANA })).events)).toContain('riders.erased.v1');
  expect(ana(riders)).not.toHaveProperty('groups');
  expect(riders.handle(put(['students']))).toMatchObject({ code: 'RIDER_ERASED' });
});
