import { agenda } from '../../shared/runtime/agenda.ts';
import { offeringDomain } from './offers.ts';
import { room } from './room.ts';

export const handler = agenda({ room, functionName: 'agenda', domain: offeringDomain });
