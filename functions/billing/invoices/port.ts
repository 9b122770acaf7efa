import { IssuedDocument } from '../../../shared/contracts/billing/documents.ts';
import { port } from '../../../shared/contracts/define.ts';

/** Makes the PDF of a document, and stores it once. */
export const documentPort = port({ id: 'document', check: 'billing.document', request: IssuedDocument });
