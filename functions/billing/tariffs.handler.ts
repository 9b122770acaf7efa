import { consumer } from '../../shared/runtime/consumer.ts';
import { room } from './room.ts';
import { tariffsDomain } from './tariffs/tariffs-domain.ts';

export const handler = consumer({ room, functionName: 'tariffs', domain: tariffsDomain });
