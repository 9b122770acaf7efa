import { consumer } from '../../shared/runtime/consumer.ts';
import { documentsDomain } from './invoices/documents-domain.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'documents', domain: documentsDomain });
