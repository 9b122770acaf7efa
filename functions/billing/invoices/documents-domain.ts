import type { Static } from 'typebox';
import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import {
  customerAddressKnown,
  customerGroupsKnown,
  customerKnown,
  type DocumentKind,
  documentIssued,
  documentStored,
  type IssuedDocument,
  issueDocument,
  recordDocument,
  SELLER,
} from '../../../shared/contracts/billing/documents.ts';
import { featureActivated, featureRefunded } from '../../../shared/contracts/billing/features.ts';
import { feePosted, feeWithdrawn } from '../../../shared/contracts/billing/fees.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { billingAddressSet } from '../../../shared/contracts/riders/billing-address.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../../shared/contracts/riders/groups.ts';
import { profileChanged, signedUp } from '../../../shared/contracts/riders/riders.ts';
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import { decideBy, isOneOf } from '../../../shared/runtime/deciders.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { type ItemRead, otherItem, ownItem } from '../../../shared/runtime/read-model.ts';
import { chargeRevisions, customers, documents, storedDocuments } from '../read-models.ts';
import { chargeEvents, customerMessages, type DocumentsMessage, documentMessages } from './messages.ts';
import { documentPort } from './port.ts';
import {
  type DocumentsEvent,
  type DocumentsState,
  documentsAggregate,
  documentsEntries,
  documentsItems,
  evolveDocuments,
  newDocuments,
} from './state.ts';

/**
 * Documents for what was charged and credited. A domain of its own, in a function of its own: it hears what the room has
 * decided. Numbers are given one after the other: every request for one goes to its series, by the key of its command.
 */

type DocumentsDecision = Decision<DocumentsEvent, DocumentsState>;

const NOTHING = { kind: 'ignore', reason: 'Nothing was charged.' } as const;

function decideCharged(
  _: DocumentsState,
  { data }: MessageOf<typeof charged>,
  context: Context,
): DocumentsDecision {
  return data.charge.total > 0 ? wanted(ofRental('INVOICE', data), context) : NOTHING;
}

function decideCredited(
  _: DocumentsState,
  { data: { rentalId, revision, total } }: MessageOf<typeof credited>,
  context: Context,
): DocumentsDecision {
  if (total <= 0) return NOTHING;
  const of = context.read(chargeRevisions, { rentalId, revision });
  if (of === undefined) throw new Error(`The charge ${revision} of ${rentalId} is credited, and not there`);
  return wanted(ofRental('CREDIT_NOTE', of), context);
}

type Wanted = Omit<Data<typeof issueDocument>, 'seriesId'>;

function ofRental(
  kind: DocumentKind,
  { rentalId, riderId, charge, usage, movement, time }: Data<typeof charged>,
): Wanted {
  // Reserving is no use of the car, unless nothing else was charged.
  const used = usage.periods.filter(({ kind: period }) => period !== 'RESERVED');
  const periods = used.length === 0 ? usage.periods : used;
  const supply = { from: periods[0]?.startedAt ?? time, to: periods.at(-1)?.endedAt ?? time };
  return { kind, subject: movement.movementId, rentalId, riderId, charge, supply };
}

const decideFee =
  (kind: DocumentKind) =>
  (
    _: DocumentsState,
    { data }: MessageOf<typeof feePosted | typeof feeWithdrawn>,
    context: Context,
  ): DocumentsDecision => {
    const { feeId, rentalId, riderId, charge, time } = data;
    const supply = { from: time, to: time };
    return wanted({ kind, subject: `fee/${feeId}`, rentalId, riderId, charge, supply }, context);
  };

const decideFeature =
  (kind: DocumentKind) =>
  (
    _: DocumentsState,
    { data }: MessageOf<typeof featureActivated | typeof featureRefunded>,
    context: Context,
  ): DocumentsDecision => {
    const { entitlementId, rentalId, riderId, charge, time } = data;
    // A voucher may have paid for all of it.
    if (charge.total <= 0) return NOTHING;
    const supply = { from: time, to: 'until' in data ? data.until : time };
    return wanted({ kind, subject: `feature/${entitlementId}`, rentalId, riderId, charge, supply }, context);
  };

/** The year is that in which the number is asked for. */
function wanted(document: Wanted, { now }: Context): DocumentsDecision {
  const issue = issueDocument({ seriesId: `${SELLER}-${now.slice(0, 4)}`, ...document });
  return { kind: 'accept', events: [], outputs: [issue] };
}

function decideIssue(
  state: DocumentsState,
  { data }: MessageOf<typeof issueDocument>,
  context: Context,
): DocumentsDecision {
  if (state.kind !== 'series') throw new Error(`A number of ${data.seriesId} was asked of a ${state.kind}`);
  const { kind, subject, seriesId } = data;
  if (context.read(documents, { kind, subject }) !== undefined) {
    return { kind: 'ignore', reason: `${subject} has its document.` };
  }
  const invoice = context.read(documents, { kind: 'INVOICE', subject });
  if (kind === 'CREDIT_NOTE' && invoice === undefined) {
    // At the turn of the year its invoice may still wait in the series before. The message is tried again.
    throw new Error(`The invoice of ${subject} is not issued yet`);
  }
  const sequence = state.last + 1;
  // As the customer is now: a later address does not change it, and it stays sealed with the rider's key.
  const customer = context.read(customers, { riderId: data.riderId });
  const document = {
    ...data,
    number: `${seriesId.slice(-4)}-${String(sequence).padStart(6, '0')}`,
    sequence,
    ...(kind === 'CREDIT_NOTE' && invoice !== undefined ? { corrects: invoice.number } : {}),
    ...(customer === undefined ? {} : { customer: customerIn(customer) }),
    time: context.now,
  };
  return { kind: 'accept', events: [documentIssued(document)], outputs: [documentPort(document)] };
}

function customerIn({ name, address }: Static<(typeof customers)['body']>): IssuedDocument['customer'] {
  return { name, ...(address === undefined ? {} : { address }) };
}

function decideRecord(
  _: DocumentsState,
  { data }: MessageOf<typeof recordDocument>,
  context: Context,
): DocumentsDecision {
  if (context.read(storedDocuments, { number: data.number }) !== undefined) {
    return { kind: 'ignore', reason: `${data.number} is known to be stored.` };
  }
  return { kind: 'accept', events: [documentStored({ ...data, time: context.now })] };
}

function decideCustomer(
  _: DocumentsState,
  { data: { riderId, profile } }: MessageOf<typeof signedUp | typeof profileChanged>,
): DocumentsDecision {
  const { name, email } = profile;
  return { kind: 'accept', events: [customerKnown({ riderId, name, email })] };
}

function decideAddress(
  _: DocumentsState,
  { data: { riderId, address } }: MessageOf<typeof billingAddressSet>,
): DocumentsDecision {
  const known = { riderId, ...(address === undefined ? {} : { address }) };
  return { kind: 'accept', events: [customerAddressKnown(known)] };
}

function decideGroups(
  _: DocumentsState,
  { data: { riderId, groups } }: MessageOf<typeof groupsSet>,
): DocumentsDecision {
  return { kind: 'accept', events: [customerGroupsKnown({ riderId, groups })] };
}

/** What is sealed cannot be read any more. The groups are not sealed, and are forgotten. */
function decideErased(
  state: DocumentsState,
  { data: { riderId } }: MessageOf<typeof erased>,
): DocumentsDecision {
  if (state.kind !== 'customer' || state.groups === undefined || state.groups.length === 0) {
    return { kind: 'ignore', reason: 'The rider is in no group.' };
  }
  return { kind: 'accept', events: [customerGroupsKnown({ riderId, groups: [] })] };
}

const decide = decideBy<DocumentsState, DocumentsMessage, DocumentsEvent>({
  [charged.type]: decideCharged,
  [credited.type]: decideCredited,
  [feePosted.type]: decideFee('INVOICE'),
  [feeWithdrawn.type]: decideFee('CREDIT_NOTE'),
  [featureActivated.type]: decideFeature('INVOICE'),
  [featureRefunded.type]: decideFeature('CREDIT_NOTE'),
  [issueDocument.type]: decideIssue,
  [recordDocument.type]: decideRecord,
  [signedUp.type]: decideCustomer,
  [profileChanged.type]: decideCustomer,
  [billingAddressSet.type]: decideAddress,
  [groupsSet.type]: decideGroups,
  [erased.type]: decideErased,
});

function reads(message: DocumentsMessage): readonly ItemRead[] {
  switch (message.type) {
    case 'billing.credited.v1': {
      const { rentalId, revision } = message.data;
      return [ownItem(chargeRevisions, { rentalId, revision })];
    }
    case 'billing.issue-document.v1': {
      const { kind, subject, riderId } = message.data;
      const own = [ownItem(documents, { kind, subject }), otherItem(customers, { riderId })];
      return kind === 'INVOICE' ? own : [...own, ownItem(documents, { kind: 'INVOICE', subject })];
    }
    case 'billing.record-document.v1':
      return [ownItem(storedDocuments, { number: message.data.number })];
    case 'billing.charged.v1':
    case 'billing.fee-posted.v1':
    case 'billing.fee-withdrawn.v1':
    case 'billing.feature-activated.v1':
    case 'billing.feature-refunded.v1':
    case 'riders.signed-up.v1':
    case 'riders.profile-changed.v1':
    case 'riders.billing-address-set.v1':
    case 'riders.groups-set.v1':
    case 'riders.erased.v1':
      return [];
  }
}

export const documentsDomain: AggregateDomain<DocumentsState, DocumentsMessage, DocumentsEvent> = {
  kinds: ['series', 'customer', 'invoiced'],
  messages: [...chargeEvents, ...documentMessages, ...customerMessages],
  events: [documentIssued, documentStored, customerKnown, customerAddressKnown, customerGroupsKnown],
  aggregateOf: (message) => {
    if (isOneOf(customerMessages, message)) return `customer/${message.data.riderId}`;
    return 'seriesId' in message.data
      ? `series/${message.data.seriesId}`
      : `invoiced/${message.data.rentalId}`;
  },
  aggregateOfEvent: documentsAggregate,
  initial: (aggregate) => {
    const [kind = '', id = ''] = aggregate.split('/');
    return newDocuments(kind, id);
  },
  reads,
  decide,
  // A document is late at most: it is never given up.
  decideExpired: decide,
  evolve: evolveDocuments,
  entries: documentsEntries,
  readModels: documentsItems,
};
