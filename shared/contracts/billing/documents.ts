import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { command, event, route } from '../define.ts';
import { pageQuery, RentalId, RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { SealedBillingAddress } from '../riders/billing-address.ts';
import { RiderGroups } from '../riders/groups.ts';
import { billingCommands, billingEvents } from './billing.ts';
import { Charge } from './charge.ts';
import { chargedExample, chargeUnknown } from './charges.ts';

/**
 * Invoices and credit notes. Each has the next number of its series; the event that issues it is the document, and its PDF
 * is made from nothing else but who the seller and the customer are.
 */

/** There is one seller. With the key, another one could have its own series. */
export const SELLER = 'roadstream';
const SeriesId = Str({ pattern: '^[a-z]+-[0-9]{4}$', description: 'Of a seller and a year, UTC' });
const DocumentNumber = Str({ pattern: '^[0-9]{4}-[0-9]{6,}$', description: 'Of a seller: year and number' });
const DocumentKind = Union([Literal('INVOICE'), Literal('CREDIT_NOTE')]);
export type DocumentKind = Static<typeof DocumentKind>;

const wanted = {
  seriesId: SeriesId,
  kind: DocumentKind,
  subject: Str({ description: 'The business key of the charge, such as charge/rnt_…/1' }),
  rentalId: RentalId,
  riderId: RiderId,
  /** What is charged; on a credit note, what is given back. */
  charge: Charge,
  /** When the car was used. */
  supply: Obj({ from: Time, to: Time }, strict),
};
const issued = {
  ...wanted,
  number: DocumentNumber,
  sequence: Integer({ minimum: 1, description: 'In its series, without gaps' }),
  /** Of a credit note: the invoice. */
  corrects: Optional(DocumentNumber),
  /** Who the customer was when it was issued, sealed. Absent where that was not known. */
  customer: Optional(Obj({ name: personal(), address: Optional(SealedBillingAddress) }, strict)),
  time: Time,
};
export const IssuedDocument = Obj(issued, strict);
export type IssuedDocument = Static<typeof IssuedDocument>;

const { rentalId, riderId, charge, movement, time } = chargedExample;
const wantedExample = {
  seriesId: `${SELLER}-2026`,
  kind: 'INVOICE',
  subject: movement.movementId,
  rentalId,
  riderId,
  charge,
  supply: { from: '2026-01-31T09:40:00.000Z', to: '2026-01-31T10:10:00.000Z' },
} as const;
export const issuedExample: IssuedDocument = { ...wantedExample, number: '2026-000001', sequence: 1, time };

/** They wait for as long as the topic keeps them, and are decided even later. */
const ownCommand = { topic: billingCommands, key: 'seriesId', expiresAfterSeconds: 14 * 86_400 } as const;

export const issueDocument = command({
  ...ownCommand,
  type: 'billing.issue-document.v1',
  description: 'A charge needs an invoice, or a credit needs a credit note',
  data: Obj(wanted, strict),
  example: wantedExample,
});
const stored = {
  seriesId: SeriesId,
  number: DocumentNumber,
  rentalId: RentalId,
  riderId: RiderId,
  kind: DocumentKind,
  currency: Str(),
  total: Integer({ description: 'Minor units' }),
  sha256: Str({ description: 'Of the PDF, base64' }),
  bytes: Integer({ minimum: 1 }),
};
const storedExample = {
  seriesId: issuedExample.seriesId,
  number: issuedExample.number,
  rentalId,
  riderId,
  kind: 'INVOICE',
  currency: charge.currency,
  total: charge.total,
  sha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  bytes: 12_345,
} as const;
export const recordDocument = command({
  ...ownCommand,
  type: 'billing.record-document.v1',
  description: 'The PDF of a document is stored',
  data: Obj(stored, strict),
  example: storedExample,
});

export const documentIssued = event({
  topic: billingEvents,
  type: 'billing.document-issued.v1',
  description: 'An invoice or a credit note, with its number',
  key: 'seriesId',
  heardBy: { nobody: 'follows the charge, which the rider hears of' },
  data: IssuedDocument,
  example: issuedExample,
});
export const documentStored = event({
  topic: billingEvents,
  type: 'billing.document-stored.v1',
  description: 'The PDF of an invoice or a credit note can be read. It never changes',
  key: 'seriesId',
  heardBy: { nobody: 'follows the charge, which the rider hears of' },
  data: Obj({ ...stored, time: Time }, strict),
  example: { ...storedExample, time },
});

const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';
export const customerKnown = event({
  topic: billingEvents,
  type: 'billing.customer-known.v1',
  description: 'What documents and mails need to know of a rider',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the riders room has said' },
  data: Obj({ riderId: RiderId, name: personal(), email: personal() }, strict),
  example: { riderId, name: encrypted, email: encrypted },
});

export const customerAddressKnown = event({
  topic: billingEvents,
  type: 'billing.customer-address-known.v1',
  description: 'To whom a rider’s documents are made out; without an address, to the name alone',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the riders room has said' },
  data: Obj({ riderId: RiderId, address: Optional(SealedBillingAddress) }, strict),
  example: {
    riderId,
    address: { name: encrypted, street: encrypted, city: encrypted, country: encrypted },
  },
});
export const customerGroupsKnown = event({
  topic: billingEvents,
  type: 'billing.customer-groups-known.v1',
  description: 'In which groups a rider is, by which the rule chooses the tariff of a quote',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the riders room has said' },
  data: Obj({ riderId: RiderId, groups: RiderGroups }, strict),
  example: { riderId, groups: ['students'] },
});

/** An invoice or a credit note, as it is listed. */
export const DocumentEntry = Obj(
  {
    number: DocumentNumber,
    kind: DocumentKind,
    corrects: Optional(DocumentNumber),
    rentalId: RentalId,
    subject: Str(),
    currency: Str(),
    total: Integer({ description: 'Minor units' }),
    issuedAt: Time,
    /** The PDF, for some minutes. Absent until it is stored, which takes seconds. */
    download: Optional(Obj({ url: Str(), expires: Time }, strict)),
  },
  strict,
);
export type DocumentEntry = Static<typeof DocumentEntry>;

const documentExample: DocumentEntry = {
  number: issuedExample.number,
  kind: 'INVOICE',
  rentalId,
  subject: issuedExample.subject,
  currency: charge.currency,
  total: charge.total,
  issuedAt: time,
};

export const listOwnDocuments = route({
  id: 'listOwnInvoices',
  method: 'GET',
  path: '/v1/riders/me/invoices',
  summary: 'All own invoices and credit notes, by rental',
  description: 'Without links to the PDFs: GET /v1/rentals/{rentalId}/invoice has them.',
  principals: ['rider'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of documents; `cursor` when there are more',
    body: Obj({ documents: List(DocumentEntry), cursor: Optional(Str()) }, strict),
    example: { documents: [documentExample] },
  },
  errors: [],
});
export const listDocuments = route({
  id: 'listInvoices',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/invoice',
  summary: 'The invoices and credit notes of a rental',
  description: 'The oldest first. The PDFs are read by links, which expire; ask again for another one.',
  principals: ['rider', 'operator'],
  params: Obj({ rentalId: RentalId }, strict),
  success: {
    status: 200,
    description: 'Its documents; none when it cost nothing',
    body: Obj({ documents: List(DocumentEntry) }, strict),
    example: {
      documents: [
        {
          ...documentExample,
          download: {
            url: 'https://roadstream-photos.s3.eu-west-1.amazonaws.com/billing/documents/rnt_00000000000000000000000001/2026-000001.pdf?X-Amz-Signature=…',
            expires: '2026-01-31T10:25:01.000Z',
          },
        },
      ],
    },
  },
  errors: [chargeUnknown.code],
});
