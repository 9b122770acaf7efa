import { consumer } from '../../shared/runtime/consumer.ts';
import { chargesDomain } from './charging/charges-domain.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'consumer', domain: chargesDomain });
