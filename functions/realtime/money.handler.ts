import { handlesRecords } from '../../shared/runtime/consumer.ts';
import { listen } from './listening.ts';
import { room } from './room.ts';

export const handler = handlesRecords({ room, functionName: 'money', work: () => ({ handle: listen }) });
