import { handlesRecords } from '../../shared/runtime/consumer.ts';
import { listen } from './listening.ts';
import { room } from './room.ts';

export const handler = handlesRecords({ room, functionName: 'consumer', work: () => ({ handle: listen }) });
