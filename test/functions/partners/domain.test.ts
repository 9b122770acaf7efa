import { describe, expect, it } from 'vitest';
import {
  addEndpoint,
  changeEndpoint,
  disableEndpoint,
  enableEndpoint,
  endpointUnknown,
  MOST_ENDPOINTS,
  removeEndpoint,
  reportFailing,
  rotateSecret,
  stopEndpoint,
  tooManyEndpoints,
} from '../../../shared/contracts/partners/endpoints.ts';
import {
  addPartner,
  changePartner,
  clientsPort,
  partnerUnknown,
  recordClient,
  resumePartner,
  suspendPartner,
} from '../../../shared/contracts/partners/partners.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { message } from '../room-under-test.ts';
import {
  AGGREGATE,
  endpointId,
  OPERATOR,
  partnerId,
  partners,
  withEndpoint,
  withPartner,
} from './partners-under-test.ts';

const ids = { partnerId, endpointId };
const { secret } = addEndpoint.example;

describe('a partner', () => {
  it('is added, and its app client is requested once', () => {
    const room = partners();
    const added = room.handle(message(addPartner, addPartner.example, OPERATOR));
    expect(added.events).toMatchObject([{ type: 'partners.added.v1', data: { operator: 'olga' } }]);
    expect(added.outputs).toEqual([clientsPort({ partnerId })]);
    expect(added.result).toMatchObject({ partnerId, status: 'ACTIVE', name: 'Hotel Andorra' });
    expect(room.handle(message(addPartner, addPartner.example, OPERATOR))).toMatchObject({ kind: 'ignore' });
  });

  it('is found by its app client, which stays the first that was made', () => {
    const room = withPartner();
    room.handle(message(recordClient, { partnerId, clientId: 'first' }));
    expect(room.handle(message(recordClient, { partnerId, clientId: 'second' }))).toMatchObject({
      kind: 'ignore',
    });
    expect(room.item('client/first')?.body).toEqual({ partnerId, status: 'ACTIVE' });
    expect(room.item('client/second')).toBeUndefined();
  });

  it('is suspended and resumed, also for its app client', () => {
    const room = withPartner();
    room.handle(message(recordClient, { partnerId, clientId: 'its' }));
    room.handle(message(suspendPartner, { partnerId, reason: 'unpaid' }, OPERATOR));
    expect(room.item('client/its')?.body).toMatchObject({ status: 'SUSPENDED' });
    expect(room.handle(message(suspendPartner, { partnerId, reason: 'again' }, OPERATOR)).events).toEqual([]);
    room.handle(message(resumePartner, { partnerId, reason: 'paid' }, OPERATOR));
    expect(room.item('client/its')?.body).toMatchObject({ status: 'ACTIVE' });
  });

  it('is changed in what is named, and in nothing else', () => {
    const room = withPartner();
    const changed = room.handle(message(changePartner, { partnerId, scopes: ['CARS'] }, OPERATOR));
    expect(changed.result).toMatchObject({
      scopes: ['CARS'],
      eventTypes: ['rental.*'],
      name: 'Hotel Andorra',
    });
  });

  it('that was never added is unknown to everything', () => {
    const room = partners();
    for (const refused of [
      room.handle(message(changePartner, changePartner.example, OPERATOR)),
      room.handle(message(suspendPartner, suspendPartner.example, OPERATOR)),
      room.handle(message(addEndpoint, addEndpoint.example)),
    ])
      expect(refused).toMatchObject({ kind: 'refuse', code: partnerUnknown.code });
  });
});

describe('an endpoint', () => {
  it('is added, and answered with the sealed secret, which no reader of the endpoint gets', () => {
    const room = withPartner();
    const added = room.handle(message(addEndpoint, addEndpoint.example));
    expect(added.result).toMatchObject({
      endpointId,
      status: 'ENABLED',
      secret: secret.sealed,
      keys: [{ publicKey: secret.publicKey }],
    });
    const changed = room.handle(message(changeEndpoint, { ...ids, eventTypes: ['*'] }));
    expect(JSON.stringify(changed.result)).not.toContain(secret.sealed);
    expect(changed.result).toMatchObject({ eventTypes: ['*'], url: addEndpoint.example.url });
  });

  it('is one of at most twenty', () => {
    const room = withPartner();
    for (let n = 1; n <= MOST_ENDPOINTS; n++)
      room.handle(message(addEndpoint, { ...addEndpoint.example, endpointId: exampleId('whe', n) }));
    const more = message(addEndpoint, { ...addEndpoint.example, endpointId: exampleId('whe', 99) });
    expect(room.handle(more)).toMatchObject({ code: tooManyEndpoints.code });
    room.handle(message(removeEndpoint, { partnerId, endpointId: exampleId('whe', 1) }));
    expect(room.handle(more)).toMatchObject({ kind: 'accept' });
  });

  it('of another partner is unknown', () => {
    const room = withEndpoint();
    const other = exampleId('ptn', 2);
    room.handle(message(addPartner, { ...addPartner.example, partnerId: other }, OPERATOR));
    for (const contract of [enableEndpoint, disableEndpoint, removeEndpoint])
      expect(room.handle(message(contract, { partnerId: other, endpointId }))).toMatchObject({
        code: endpointUnknown.code,
      });
  });

  it('has two secrets after a rotation, and never three', () => {
    const room = withEndpoint();
    const rotated = (n: number) =>
      room.handle(
        message(rotateSecret, {
          ...ids,
          secret: { ...secret, sealed: `v1.${n}` },
          oldUntil: '2026-02-01T09:00:00.000Z',
        }),
      );
    expect(rotated(2).result).toMatchObject({ secret: 'v1.2' });
    rotated(3);
    const { secrets = [] } = room.state(AGGREGATE).endpoints[endpointId] ?? {};
    expect(secrets.map(({ sealed, until }) => [sealed, until])).toEqual([
      ['v1.3', undefined],
      ['v1.2', '2026-02-01T09:00:00.000Z'],
    ]);
  });

  it('is disabled and enabled, and says why it is disabled', () => {
    const room = withEndpoint();
    expect(room.handle(message(disableEndpoint, ids)).result).toMatchObject({
      status: 'DISABLED',
      disabled: { reason: 'BY_PARTNER' },
    });
    expect(room.handle(message(disableEndpoint, ids)).events).toEqual([]);
    room.now = '2026-02-01T09:00:00.000Z';
    const enabled = room.handle(message(enableEndpoint, ids));
    expect(enabled.result).toMatchObject({ status: 'ENABLED', enabledAt: room.now });
    expect(enabled.result).not.toHaveProperty('disabled');
  });

  it('is stopped by the sender, unless it was enabled again since', () => {
    const room = withEndpoint();
    const { enabledAt } = room.state(AGGREGATE).endpoints[endpointId] ?? { enabledAt: '' };
    room.now = '2026-02-01T09:00:00.000Z';
    room.handle(message(enableEndpoint, ids));
    const late = message(stopEndpoint, { ...ids, reason: 'FAILING', enabledAt });
    expect(room.handle(late)).toMatchObject({ kind: 'ignore' });
    const stopped = room.handle(message(stopEndpoint, { ...ids, reason: 'GONE', enabledAt: room.now }));
    expect(stopped.events).toMatchObject([
      { type: 'partners.endpoint-disabled.v1', data: { reason: 'GONE' } },
    ]);
    expect(room.handle(message(reportFailing, { ...reportFailing.example, ...ids }))).toMatchObject({
      kind: 'ignore',
    });
  });

  it('that fails is reported for its owner', () => {
    const room = withEndpoint();
    const reported = room.handle(message(reportFailing, { ...reportFailing.example, ...ids }));
    expect(reported.events).toMatchObject([
      {
        type: 'partners.endpoint-failing.v1',
        data: { stage: 'FOURTH_FAILURE', url: addEndpoint.example.url, mailTo: addEndpoint.example.mailTo },
      },
    ]);
  });

  it('that was removed is in no list any more, and unknown', () => {
    const room = withEndpoint();
    room.handle(message(removeEndpoint, ids));
    expect(room.item(`endpoint/${endpointId}`)).toMatchObject({ body: { status: 'REMOVED' } });
    expect(room.item(`endpoint/${endpointId}`)?.index).toBeUndefined();
    expect(room.handle(message(enableEndpoint, ids))).toMatchObject({ code: endpointUnknown.code });
  });
});

it('the state is the fold of the events', () => {
  const room = withEndpoint();
  room.handle(message(recordClient, { partnerId, clientId: 'its' }));
  room.handle(message(rotateSecret, { ...ids, secret, oldUntil: '2026-02-01T09:00:00.000Z' }));
  room.handle(message(disableEndpoint, ids));
  expect(room.rebuilt(AGGREGATE)).toEqual(room.state(AGGREGATE));
});
