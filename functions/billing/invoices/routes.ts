import { chargeUnknown } from '../../../shared/contracts/billing/charges.ts';
import { type DocumentEntry, listDocuments } from '../../../shared/contracts/billing/documents.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readAll, readOne } from '../../../shared/runtime/read-models.ts';
import { documentsOfRental, rentalCharges } from '../read-models.ts';
import { linksOf } from './stored-document.ts';

/** Invoices and credit notes, with links to their PDFs. */
export const readingDocuments = [
  read(listDocuments, async ({ principal, params: { rentalId } }) => {
    const charge = await readOne(rentalCharges, { rentalId });
    if (charge === undefined || (principal.kind === 'rider' && charge.of.riderId !== principal.id)) {
      throw new ProblemError(chargeUnknown.code, `There is no charge for a rental ${rentalId} of yours.`);
    }
    const issued = await readAll(documentsOfRental, { rentalId });
    const links = await linksOf(
      rentalId,
      issued.map(({ number }) => number),
    );
    const documents = issued.map(({ number, kind, corrects, subject, charge: of, time }): DocumentEntry => {
      const download = links.get(number);
      return {
        number,
        kind,
        ...(corrects === undefined ? {} : { corrects }),
        subject,
        currency: of.currency,
        total: kind === 'INVOICE' ? of.total : -of.total,
        issuedAt: time,
        ...(download === undefined ? {} : { download: { ...download } }),
      };
    });
    return { documents };
  }),
];
