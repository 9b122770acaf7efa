import { expect, it } from 'vitest';
import { giveConsent, withdrawConsent } from '../../../shared/contracts/riders/consents.ts';
import { message } from '../room-under-test.ts';
import { ANA, ana, riders, typesOf, withAna } from './riders-under-test.ts';

const give = (textVersion = '2026-01') =>
  message(giveConsent, { riderId: ANA, purpose: 'OFFERS', textVersion });
const withdraw = () => message(withdrawConsent, { riderId: ANA, purpose: 'OFFERS' });

it('a consent is for one purpose, and dated', () => {
  const room = withAna();
  room.handle(message(giveConsent, { riderId: ANA, purpose: 'NEWS', textVersion: '2026-01' }));

  room.handle(give());

  expect(ana(room).consents).toEqual([
    { purpose: 'NEWS', textVersion: '2026-01', givenAt: room.now },
    { purpose: 'OFFERS', textVersion: '2026-01', givenAt: room.now },
  ]);
});

it('to the same text again keeps its day; to another text is another consent', () => {
  const room = withAna();
  const first = room.now;
  room.handle(give());
  room.now = '2026-02-01T09:00:00.000Z';

  expect(room.handle(give()).events).toEqual([]);
  expect(ana(room).consents).toMatchObject([{ givenAt: first }]);
  room.handle(give('2026-02'));
  expect(ana(room).consents).toMatchObject([{ givenAt: room.now, textVersion: '2026-02' }]);
});

it('is taken back at any time, and can be given again', () => {
  const room = withAna();
  room.handle(give());
  room.now = '2026-02-01T09:00:00.000Z';

  expect(typesOf(room.handle(withdraw()).events)).toEqual(['riders.consent-withdrawn.v1']);
  expect(ana(room).consents).toMatchObject([{ withdrawnAt: room.now }]);
  expect(room.handle(withdraw()).events).toEqual([]);
  expect(typesOf(room.handle(give()).events)).toEqual(['riders.consent-given.v1']);
  expect(ana(room).consents[0]?.withdrawnAt).toBeUndefined();
  expect(room.rebuilt('rider/ana')).toEqual(ana(room));
});

it('needs somebody who has signed up', () => {
  expect(riders().handle(give())).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
  expect(riders().handle(withdraw())).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
});
