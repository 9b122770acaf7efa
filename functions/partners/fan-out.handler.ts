import { handlesRecords } from '../../shared/runtime/consumer.ts';
import { fanOut } from './deliveries/fan-out.ts';
import { room } from './room.ts';

export const handler = handlesRecords({ room, functionName: 'fan-out', work: () => ({ handle: fanOut }) });
