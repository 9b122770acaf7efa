import { consumer } from '../../shared/runtime/consumer.ts';
import { domain } from './domain.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'consumer', domain });
