import '../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import {
  cloudEventOf,
  MOST_BODY_BYTES,
  type Sight,
} from '../../../functions/partners/deliveries/cloud-event.ts';
import { newDelivery, wants } from '../../../functions/partners/deliveries/stored.ts';
import { Vault } from '../../../functions/partners/keys/vault.ts';
import {
  dataSchemaOf,
  type PublicEvent,
  publicEvents,
  SCOPES,
  takes,
  typesTaken,
} from '../../../shared/contracts/partners/public-events.ts';
import { violations } from '../../../shared/contracts/validate.ts';

const NOW = '2026-01-31T09:30:00.000Z';
const vault = new Vault('a root for this test');
const endpoint = { endpointId: 'whe_1', partnerId: 'ptn_1' };

const sight = (more: Partial<Sight> = {}): Sight => ({
  partnerId: 'ptn_1',
  scopes: SCOPES,
  consents: true,
  alias: (kind, id) => vault.alias(kind, more.partnerId ?? 'ptn_1', id),
  reply: (riderId, transferId) => vault.sealReply(more.partnerId ?? 'ptn_1', { riderId, transferId }),
  ...more,
});
const storedOf = (event: PublicEvent) =>
  newDelivery(
    {
      event,
      eventId: 'evt_1',
      time: NOW,
      aggregateVersion: 7,
      data: event.from?.example ?? event.example,
    },
    endpoint,
    'PENDING',
    NOW,
  );
const ended = publicEvents.find(({ type }) => type === 'rental.ended');
if (ended === undefined) throw new Error('rental.ended is public');

describe.each(publicEvents.map((event) => [event.type, event] as const))('%s', (_, event) => {
  it('has data that follows its schema, and its example does too', () => {
    const schema = dataSchemaOf(event);
    const made = cloudEventOf(storedOf(event), sight());
    expect(violations(`${event.type} data`, schema, made?.data)).toEqual([]);
    expect(violations(`${event.type} example`, schema, event.example)).toEqual([]);
    expect(JSON.stringify(made).length).toBeLessThan(MOST_BODY_BYTES);
  });

  it('has no id of ours for a rider or a rental in it', () => {
    const text = JSON.stringify(cloudEventOf(storedOf(event), sight()));
    expect(text).not.toMatch(/"ana"|rnt_/);
  });

  it('shows a partner without scopes nothing that needs one', () => {
    const { data = {} } = cloudEventOf(storedOf(event), sight({ scopes: [] })) ?? {};
    const free = Object.entries(event.fields).filter(([, { scope }]) => scope === undefined);
    expect(Object.keys(data).toSorted()).toEqual(free.map(([name]) => name).toSorted());
  });

  it('shows nothing that needs consent without it', () => {
    const { data = {} } = cloudEventOf(storedOf(event), sight({ consents: false })) ?? {};
    const personal = Object.entries(event.fields).filter(([, { consent }]) => consent === true);
    for (const [name] of personal) expect(data).not.toHaveProperty(name);
  });
});

describe('a CloudEvent', () => {
  it('has the same id at each attempt, whatever may be seen, and the version of what it is about', () => {
    const stored = storedOf(ended);
    const first = cloudEventOf(stored, sight());
    const later = cloudEventOf(stored, sight({ consents: false, scopes: [] }));
    expect(first).toMatchObject({
      specversion: '1.0',
      type: 'rental.ended',
      time: NOW,
      aggregateversion: 7,
      datacontenttype: 'application/json',
    });
    expect(later?.id).toBe(first?.id);
    expect(later?.data).not.toHaveProperty('rider');
  });

  it('lets two partners compare nothing: ids of riders, rentals and events differ', () => {
    const mine = cloudEventOf(storedOf(ended), sight());
    const theirs = cloudEventOf(
      newDelivery(
        { event: ended, eventId: 'evt_1', time: NOW, data: ended.from?.example },
        { endpointId: 'whe_2', partnerId: 'ptn_2' },
        'PENDING',
        NOW,
      ),
      sight({ partnerId: 'ptn_2' }),
    );
    expect(mine?.id).not.toBe(theirs?.id);
    expect(mine?.data['rider']).not.toBe(theirs?.data['rider']);
    expect(mine?.data['rental']).not.toBe(theirs?.data['rental']);
    expect(mine?.subject).not.toBe(theirs?.subject);
  });
});

describe('event types', () => {
  it.each([
    ['*', 'rental.started', true],
    ['rental.*', 'rental.started', true],
    ['rental.*', 'charge.final', false],
    ['rental.started', 'rental.started', true],
    ['rental.started', 'rental.ended', false],
  ])('%s takes %s: %s', (pattern, type, expected) => {
    expect(takes(pattern, type)).toBe(expected);
  });

  it('are unknown when no pattern takes one of the list', () => {
    expect(typesTaken(['rental.flown', 'car.*'])).toEqual([]);
    expect(typesTaken(['charge.*'])).toEqual(['charge.final', 'charge.credited']);
  });

  it('go to an endpoint that wants them, if its partner may have them', () => {
    const partner = { eventTypes: ['rental.*'] };
    expect(wants({ eventTypes: ['*'] }, partner, 'rental.ended')).toBe(true);
    expect(wants({ eventTypes: ['*'] }, partner, 'charge.final')).toBe(false);
    expect(wants({ eventTypes: ['charge.*'] }, partner, 'rental.ended')).toBe(false);
  });
});
