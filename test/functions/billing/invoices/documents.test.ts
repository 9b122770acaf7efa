import { array, assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentsDomain } from '../../../../functions/billing/invoices/documents-domain.ts';
import type { DocumentsMessage } from '../../../../functions/billing/invoices/messages.ts';
import { charged, credited } from '../../../../shared/contracts/billing/charges.ts';
import {
  documentIssued,
  issueDocument,
  recordDocument,
} from '../../../../shared/contracts/billing/documents.ts';
import type { Data } from '../../../../shared/contracts/define.ts';
import { billingAddressSet } from '../../../../shared/contracts/riders/billing-address.ts';
import { erased } from '../../../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../../../shared/contracts/riders/groups.ts';
import { profileChanged, signedUp } from '../../../../shared/contracts/riders/riders.ts';
import { exampleId } from '../../../../shared/kernel/ids.ts';
import { message, roomUnderTest } from '../../room-under-test.ts';

type Issued = Data<typeof documentIssued>;
const NOW = '2026-02-01T08:00:00.000Z';

const room = () => roomUnderTest(documentsDomain, NOW);
type Room = ReturnType<typeof room>;

const wanted = (rental: number, revision = 1, kind: Issued['kind'] = 'INVOICE') => {
  const rentalId = exampleId('rnt', rental);
  return message(issueDocument, {
    ...issueDocument.example,
    kind,
    rentalId,
    subject: `charge/${rentalId}/${revision}`,
  });
};
const issued = ({ events }: Room): readonly Issued[] =>
  events.flatMap((event) => (event.type === documentIssued.type ? [event.data] : []));

describe('a charge', () => {
  it('above zero asks its series for an invoice, and one of zero for nothing', () => {
    const { outputs, events } = room().handle(message(charged, charged.example));
    expect(events).toEqual([]);
    expect(outputs).toMatchObject([
      {
        contract: issueDocument,
        data: {
          seriesId: 'roadstream-2026',
          kind: 'INVOICE',
          subject: charged.example.movement.movementId,
          supply: { from: '2026-01-31T09:40:00.000Z', to: '2026-01-31T10:10:00.000Z' },
        },
      },
    ]);
    const { charge } = charged.example;
    const zero = { ...charged.example, charge: { ...charge, total: 0, due: 0 } };
    expect(room().handle(message(charged, zero))).toMatchObject({ kind: 'ignore' });
    expect(room().handle(message(credited, { ...credited.example, total: 0 }))).toMatchObject({
      kind: 'ignore',
    });
  });

  it('that is credited and cannot be found is tried again', () => {
    expect(() => room().handle(message(credited, credited.example))).toThrow(/not there/);
  });
});

describe('a series', () => {
  it('gives each document the next number, and asks for its PDF', () => {
    const series = room();
    const { events, outputs } = series.handle(wanted(1));
    expect(events).toMatchObject([{ data: { number: '2026-000001', sequence: 1, time: NOW } }]);
    expect(outputs).toMatchObject([{ to: 'port', request: { number: '2026-000001' } }]);
    series.handle(wanted(2));
    expect(issued(series).map(({ number }) => number)).toEqual(['2026-000001', '2026-000002']);
    expect(series.rebuilt('series/roadstream-2026')).toEqual(series.state('series/roadstream-2026'));
  });

  it('issues one document for one charge, also when it is asked again, or too late', () => {
    const series = room();
    series.handle(wanted(1));
    expect(series.handle(wanted(1))).toMatchObject({ kind: 'ignore' });
    expect(series.handleExpired(wanted(2))).toMatchObject({ kind: 'accept' });
    expect(issued(series)).toHaveLength(2);
  });

  it('begins again with each year', () => {
    const series = room();
    series.handle(wanted(1));
    const next = { ...wanted(2).data, seriesId: 'roadstream-2027' };
    series.handle(message(issueDocument, next));
    expect(issued(series).map(({ number }) => number)).toEqual(['2026-000001', '2027-000001']);
  });

  it('names the invoice on its credit note, and waits for it', () => {
    const series = room();
    expect(() => series.handle(wanted(1, 1, 'CREDIT_NOTE'))).toThrow(/not issued yet/);
    series.handle(wanted(1));
    series.handle(wanted(1, 1, 'CREDIT_NOTE'));
    series.handle(wanted(1, 2));
    expect(issued(series)).toMatchObject([
      { kind: 'INVOICE', number: '2026-000001' },
      { kind: 'CREDIT_NOTE', number: '2026-000002', corrects: '2026-000001' },
      { kind: 'INVOICE', number: '2026-000003' },
    ]);
  });

  it('has no gap and no number twice, whatever fails, comes twice, or is decided at the same time', () => {
    const step = tuple(
      integer({ min: 1, max: 6 }),
      integer({ min: 1, max: 3 }),
      constantFrom('INVOICE' as const, 'CREDIT_NOTE' as const),
      constantFrom('handled', 'expired', 'lost', 'at the same time'),
    );
    assert(
      property(array(step, { maxLength: 30 }), (steps) => {
        const series = room();
        const attempt = (work: () => unknown): void => {
          try {
            work();
          } catch (error) {
            expect(String(error)).toContain('not issued yet');
          }
        };
        for (const [rental, revision, kind, how] of steps) {
          const one = wanted(rental, revision, kind);
          if (how === 'handled') attempt(() => series.handle(one));
          if (how === 'expired') attempt(() => series.handleExpired(one));
          // The function dies before it commits: the message comes again, or never does.
          if (how === 'lost') attempt(() => series.prepare(one));
          if (how === 'at the same time') {
            attempt(() => {
              const commits = [series.prepare(one), series.prepare(wanted(rental + 1))];
              for (const commit of commits) commit();
            });
          }
        }
        const numbers = issued(series).map(({ sequence }) => sequence);
        expect(numbers).toEqual(numbers.map((_, n) => n + 1));
        const subjects = issued(series).map(({ kind, subject }) => `${kind} ${subject}`);
        expect(new Set(subjects).size).toBe(subjects.length);
        for (const { kind, subject, corrects } of issued(series)) {
          const invoice = issued(series).find(
            (other) => other.kind === 'INVOICE' && other.subject === subject,
          );
          if (kind === 'CREDIT_NOTE') expect(corrects).toBe(invoice?.number);
        }
      }),
      { numRuns: 300, seed: 20260201 },
    );
  });

  it('tells once that a PDF is stored', () => {
    const series = room();
    const stored = () => message(recordDocument, recordDocument.example);
    expect(series.handle(stored()).events).toMatchObject([
      { data: { number: '2026-000001', bytes: 12_345 } },
    ]);
    expect(series.handle(stored())).toMatchObject({ kind: 'ignore' });
  });
});

it('a customer is known by what the riders room says, sealed', () => {
  const rooms = room();
  rooms.handle(message(signedUp, signedUp.example) satisfies DocumentsMessage);
  rooms.handle(
    message(profileChanged, {
      ...profileChanged.example,
      profile: { ...profileChanged.example.profile, email: 'enc.v1.AAAA.BBBB' },
    }),
  );
  expect(rooms.item('customer/ana')?.body).toEqual({
    name: signedUp.example.profile.name,
    email: 'enc.v1.AAAA.BBBB',
  });
});

describe('the groups of a customer', () => {
  const known = (room: Room) => room.item('customer-groups/ana')?.body;

  it('are followed, beside the name, until the rider is erased', () => {
    const customers = room();
    customers.handle(message(signedUp, signedUp.example));
    customers.handle(message(groupsSet, groupsSet.example));
    expect(known(customers)).toEqual({ groups: ['students'] });
    expect(customers.item('customer/ana')?.body).toHaveProperty('name');

    customers.handle(message(erased, erased.example));
    expect(known(customers)).toEqual({ groups: [] });
    expect(customers.handle(message(erased, erased.example))).toMatchObject({ kind: 'ignore' });
    expect(customers.rebuilt('customer/ana')).toEqual(customers.state('customer/ana'));
  });
});

describe('the customer of a document', () => {
  const sealed = (text: string) => `enc.v1.${text}.3q2-7w`;
  const address = (text: string) => ({
    name: sealed('company'),
    street: sealed(text),
    city: sealed('city'),
    country: sealed('country'),
  });
  const moves = (text?: string) =>
    message(billingAddressSet, {
      riderId: 'ana',
      ...(text === undefined ? {} : { address: address(text) }),
      time: NOW,
    });

  it('is whoever it was when it was issued, whatever becomes of the address', () => {
    const series = room();
    series.handle(wanted(1));
    series.handle(message(signedUp, signedUp.example));
    const { name } = signedUp.example.profile;
    series.handle(wanted(2));
    series.handle(moves('old-street'));
    const { outputs } = series.handle(wanted(3));
    series.handle(moves('new-street'));
    series.handle(message(profileChanged, profileChanged.example));
    series.handle(wanted(4));
    series.handle(moves());
    series.handle(wanted(5));

    expect(outputs).toMatchObject([{ request: { customer: { name, address: address('old-street') } } }]);
    expect(issued(series).map(({ customer }) => customer)).toEqual([
      undefined,
      { name },
      { name, address: address('old-street') },
      { name, address: address('new-street') },
      { name },
    ]);
    expect(series.rebuilt('customer/ana')).toEqual(series.state('customer/ana'));
  });
});
