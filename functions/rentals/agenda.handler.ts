import { agenda } from '../../shared/runtime/scheduler.ts';
import { domain } from './domain.ts';
import { room } from './room.ts';

export const handler = agenda({ room, functionName: 'agenda', domain });
