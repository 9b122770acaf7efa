import { consumer } from '../../shared/runtime/consumer.ts';
import { tariffsDomain } from './fleet/tariffs-domain.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'tariffs', domain: tariffsDomain });
