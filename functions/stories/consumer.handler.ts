import { handlesRecords } from '../../shared/runtime/consumer.ts';
import { note } from './noting.ts';
import { room } from './room.ts';

export const handler = handlesRecords({ room, functionName: 'consumer', work: () => ({ handle: note }) });
