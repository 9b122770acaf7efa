import { chargeUnknown } from '../../../shared/contracts/billing/charges.ts';
import {
  type DocumentEntry,
  type IssuedDocument,
  listDocuments,
  listOwnDocuments,
} from '../../../shared/contracts/billing/documents.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { documentsOfRider, rentalCharges } from '../read-models.ts';
import { linksOf } from './stored-document.ts';

/** Invoices and credit notes, with links to their PDFs. */

async function documentsOf(riderId: string, rentalId: string): Promise<readonly IssuedDocument[]> {
  const all: IssuedDocument[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(documentsOfRider, { riderId }, { begins: `${rentalId}/`, cursor });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

function entryOf({ number, kind, corrects, rentalId, subject, charge, time }: IssuedDocument): DocumentEntry {
  return {
    number,
    kind,
    ...(corrects === undefined ? {} : { corrects }),
    rentalId,
    subject,
    currency: charge.currency,
    total: kind === 'INVOICE' ? charge.total : -charge.total,
    issuedAt: time,
  };
}

export const readingDocuments = [
  read(listDocuments, async ({ principal, params: { rentalId } }) => {
    const charge = await readOne(rentalCharges, { rentalId });
    if (charge === undefined || (principal.kind === 'rider' && charge.of.riderId !== principal.id)) {
      throw new ProblemError(chargeUnknown.code, `There is no charge for a rental ${rentalId} of yours.`);
    }
    const issued = await documentsOf(charge.of.riderId, rentalId);
    const links = await linksOf(
      rentalId,
      issued.map(({ number }) => number),
    );
    const documents = issued.map((document): DocumentEntry => {
      const download = links.get(document.number);
      return { ...entryOf(document), ...(download === undefined ? {} : { download: { ...download } }) };
    });
    return { documents };
  }),
  read(listOwnDocuments, async ({ principal, query }) => {
    const { items, ...next } = await readPage(documentsOfRider, { riderId: principal.id }, query);
    return { documents: items.map(entryOf), ...next };
  }),
];
