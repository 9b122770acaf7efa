import { describe, expect, it } from 'vitest';
import { licencePort } from '../../../functions/riders/ports.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import {
  askLicenceProvider,
  expireLicence,
  recordLicenceCheck,
  submitLicence,
} from '../../../shared/contracts/riders/licence.ts';
import { signUp } from '../../../shared/contracts/riders/riders.ts';
import { message } from '../room-under-test.ts';
import {
  ANA,
  ana,
  LICENCE,
  OTHER,
  PROFILE,
  type Riders,
  riders,
  typesOf,
  withAna,
} from './riders-under-test.ts';

const submitted = { riderId: ANA, licence: LICENCE, classes: ['B', 'BE'], validUntil: '2031-06-30' } as const;
const submit = (more: Partial<{ validUntil: string }> = {}) =>
  message(submitLicence, { ...submitted, classes: [...submitted.classes], ...more });

type Outcome = Parameters<typeof message<typeof recordLicenceCheck>>[1]['outcome'];
const VERIFIED: Outcome = { result: 'VERIFIED', classes: ['B'], validUntil: '2030-12-31', ageAtLeast: 21 };

const answer = (room: Riders, outcome: Outcome, attempt = 1, checkId = ana(room).licence?.checkId ?? '') =>
  message(recordLicenceCheck, { riderId: ANA, checkId, attempt, outcome });

/** Ana has submitted a licence. */
function pending(): Riders {
  const room = withAna();
  room.handle(submit());
  return room;
}

/** The provider has found it good. */
function verified(): Riders {
  const room = pending();
  room.handle(answer(room, VERIFIED));
  return room;
}

describe('a licence that is submitted', () => {
  it('is PENDING, and the provider is asked about it and its holder', () => {
    const room = withAna();

    const { result, events, outputs } = room.handle(submit());

    expect(result).toEqual({ riderId: ANA, status: 'PENDING' });
    expect(typesOf(events)).toEqual(['riders.licence-submitted.v1']);
    expect(outputs).toEqual([
      {
        to: 'port',
        port: licencePort,
        request: {
          ...submitted,
          checkId: ana(room).licence?.checkId,
          attempt: 1,
          holder: { name: PROFILE.name, birthDate: PROFILE.birthDate },
        },
      },
    ]);
    expect(ana(room).licence).toMatchObject({ status: 'PENDING', validUntil: '2031-06-30' });
  });

  it('needs somebody who has signed up', () => {
    expect(riders().handle(submit())).toMatchObject({ kind: 'refuse', code: 'RIDER_NOT_REGISTERED' });
  });

  it('counts on its last day, and is refused after it', () => {
    const room = withAna();

    room.now = '2031-06-30T23:59:59.000Z';
    expect(room.handle(submit())).toMatchObject({ kind: 'accept' });
    room.now = '2031-07-01T00:00:00.000Z';
    expect(room.handle(submit())).toMatchObject({ kind: 'refuse', code: 'LICENCE_EXPIRED', events: [] });
  });

  it('takes the place of one that was verified', () => {
    const room = verified();

    room.handle(submit());

    expect(ana(room).licence).toMatchObject({ status: 'PENDING' });
    expect(ana(room).licence?.verifiedAt).toBeUndefined();
  });
});

describe('the provider’s answer', () => {
  it('that it is good makes it VERIFIED, as the provider knows it, without a birthday', () => {
    const room = pending();

    const { events } = room.handle(answer(room, VERIFIED));

    expect(events).toEqual([
      {
        type: 'riders.licence-verified.v1',
        data: {
          riderId: ANA,
          checkId: ana(room).licence?.checkId,
          classes: ['B'],
          validUntil: '2031-01-01T00:00:00.000Z',
          ageAtLeast: 21,
          time: room.now,
        },
      },
    ]);
    expect(ana(room).licence).toMatchObject({ status: 'VERIFIED', classes: ['B'], validUntil: '2030-12-31' });
  });

  it('that it is not makes it REJECTED, with the reason', () => {
    const room = pending();

    const { events } = room.handle(answer(room, { result: 'REJECTED', reason: 'NAME_MISMATCH' }));

    expect(typesOf(events)).toEqual(['riders.licence-rejected.v1']);
    expect(ana(room).licence).toMatchObject({ status: 'REJECTED', reason: 'NAME_MISMATCH' });
    expect(room.timers()).toEqual([]);
  });

  it('that it was good until yesterday rejects it', () => {
    const room = pending();

    room.handle(answer(room, { ...VERIFIED, validUntil: '2026-01-30' }));

    expect(ana(room).licence).toMatchObject({ status: 'REJECTED', reason: 'OUT_OF_DATE' });
  });

  it('about a licence that is another by now changes nothing', () => {
    const room = pending();
    const old = answer(room, VERIFIED);
    room.handle(submit());

    expect(room.handle(old)).toMatchObject({ kind: 'ignore' });
    expect(ana(room).licence?.status).toBe('PENDING');
  });

  it('to an earlier question than the last answer changes nothing', () => {
    const room = pending();
    room.advanceTo('2026-01-31T09:02:00.000Z');
    room.handle(answer(room, VERIFIED, 2));

    const late = room.handle(answer(room, { result: 'REJECTED', reason: 'NOT_FOUND' }, 1));

    expect(late).toMatchObject({ kind: 'ignore' });
    expect(ana(room).licence?.status).toBe('VERIFIED');
  });

  it('counts however late it comes', () => {
    const room = pending();

    expect(room.handleExpired(answer(room, VERIFIED))).toMatchObject({ kind: 'accept' });
    expect(room.handleExpired(submit())).toMatchObject({ kind: 'refuse', code: 'EXPIRED' });
  });
});

describe('a provider without a result', () => {
  it('is asked again, later and later', () => {
    const room = pending();
    room.handle(answer(room, { result: 'PENDING' }));

    room.advanceTo('2026-01-31T09:06:30.000Z');

    const asked = room.events.filter(({ type }) => type === 'riders.licence-provider-asked.v1');
    expect(asked.map(({ data }) => data.time)).toEqual([
      '2026-01-31T09:01:00.000Z',
      '2026-01-31T09:06:00.000Z',
    ]);
    expect(room.handle(answer(room, VERIFIED, 3))).toMatchObject({ kind: 'accept' });
  });

  it('for days leaves the licence rejected, and not pending for ever', () => {
    const room = pending();

    room.advanceTo('2026-02-28T09:00:00.000Z');

    expect(ana(room).licence).toMatchObject({ status: 'REJECTED', reason: 'NO_RESULT' });
    expect(room.timers()).toEqual([]);
  });
});

describe('a licence that was verified', () => {
  it('expires when its last day is over', () => {
    const room = verified();
    room.handle(answer(room, VERIFIED));

    room.advanceTo('2026-03-01T00:00:00.000Z');
    expect(ana(room).licence?.status).toBe('VERIFIED');
    room.now = '2031-01-01T00:00:00.000Z';
    const checkId = ana(room).licence?.checkId ?? '';
    const { events } = room.handle(message(expireLicence, { riderId: ANA, checkId }));

    expect(typesOf(events)).toEqual(['riders.licence-expired.v1']);
    expect(ana(room).licence?.status).toBe('EXPIRED');
    expect(room.rebuilt('rider/ana')).toEqual(ana(room));
  });

  it('has a timer for its end, and does not end before', () => {
    const room = verified();
    const checkId = ana(room).licence?.checkId ?? '';

    expect(room.timers().find(({ id }) => id.startsWith('expire-licence'))?.at).toBe(
      '2031-01-01T00:00:00.000Z',
    );
    expect(room.handle(message(expireLicence, { riderId: ANA, checkId }))).toMatchObject({ kind: 'ignore' });
  });

  it('is looked at again after half a year, and holds meanwhile', () => {
    const room = verified();

    room.advanceTo('2026-07-30T09:00:00.000Z');

    const asked = room.events.findLast(({ type }) => type === 'riders.licence-provider-asked.v1');
    expect(asked?.data).toMatchObject({ attempt: 2 });
    expect(ana(room).licence?.status).toBe('VERIFIED');
    const { attempt } = ana(room).licence?.asked ?? { attempt: 0 };
    room.handle(answer(room, { result: 'REJECTED', reason: 'WITHDRAWN' }, attempt));
    expect(ana(room).licence).toMatchObject({ status: 'REJECTED', reason: 'WITHDRAWN' });
  });

  it('is not lost because the provider is silent when it is looked at again', () => {
    const room = verified();

    room.advanceTo('2026-09-30T09:00:00.000Z');

    expect(ana(room).licence?.status).toBe('VERIFIED');
    expect(ana(room).licence?.asked.attempt).toBeGreaterThan(8);
  });

  it('counts no more under another name or birthday, and further with another phone', () => {
    const room = verified();

    room.handle(message(signUp, { riderId: ANA, profile: { ...PROFILE, phone: OTHER } }));
    expect(ana(room).licence?.status).toBe('VERIFIED');
    room.handle(message(signUp, { riderId: ANA, profile: { ...PROFILE, phone: OTHER, birthDate: OTHER } }));

    expect(ana(room).licence).toMatchObject({ status: 'REJECTED', reason: 'HOLDER_CHANGED' });
  });
});

it('a timer that comes although the provider has answered asks nothing', () => {
  const room = pending();
  const [timer] = room.timers();
  room.handle(answer(room, VERIFIED));
  room.now = timer?.at ?? '';

  const late = room.handle(
    message(askLicenceProvider, timer?.command.data as Data<typeof askLicenceProvider>),
  );

  expect(late).toMatchObject({ kind: 'ignore', outputs: [] });
});

it('a question that was asked already is not asked again', () => {
  const room = pending();
  const checkId = ana(room).licence?.checkId ?? '';
  room.advanceTo('2026-01-31T09:02:00.000Z');

  const again = room.handle(message(askLicenceProvider, { riderId: ANA, checkId, attempt: 2 }));

  expect(again).toMatchObject({ kind: 'ignore', outputs: [] });
});
