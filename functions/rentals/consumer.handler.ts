import { consumer } from '../../shared/runtime/consumer.ts';
import { offeringDomain } from './fleet/availability.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'consumer', domain: offeringDomain });
