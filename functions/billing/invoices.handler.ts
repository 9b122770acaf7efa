import { type IssuedDocument, recordDocument } from '../../shared/contracts/billing/documents.ts';
import { setting } from '../../shared/runtime/environment.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { type Customer, documentPdf } from './invoices/document-pdf.ts';
import { documentPort } from './invoices/port.ts';
import { keyOf, storePdf } from './invoices/stored-document.ts';
import { customers } from './read-models.ts';
import { room } from './room.ts';

/** Who the customer was when it was issued. What was issued before documents said so is for whoever it is now. */
async function customerOf({ riderId, customer }: IssuedDocument): Promise<Customer> {
  const [known, key] = await Promise.all([customer ?? readOne(customers, { riderId }), riderKey(riderId)]);
  if (known === undefined || key === undefined) return { riderId };
  const { name } = key.open({ name: known.name });
  return { riderId, name, ...(known.address === undefined ? {} : { address: key.open(known.address) }) };
}

/** Makes the PDF of a document. However often it is asked, the first one that was stored stays. */
export const handler = port({
  room,
  functionName: 'invoices',
  contract: documentPort,
  serve: async (document) => {
    const { seriesId, number, rentalId, riderId, kind, charge } = document;
    const stored = await storePdf(keyOf(rentalId, number), async () =>
      documentPdf(document, setting('seller'), await customerOf(document)),
    );
    return recordDocument({
      seriesId,
      number,
      rentalId,
      riderId,
      kind,
      currency: charge.currency,
      total: charge.total,
      ...stored,
    });
  },
});
