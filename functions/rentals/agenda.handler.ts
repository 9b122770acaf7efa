import { agenda } from '../../shared/runtime/scheduler.ts';
import { offeringDomain } from './fleet/availability.ts';
import { room } from './room.ts';

export const handler = agenda({ room, functionName: 'agenda', domain: offeringDomain });
