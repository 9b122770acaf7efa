import { scheduler } from '../../shared/runtime/scheduler.ts';
import { domain } from './domain.ts';
import { room } from './room.ts';

export const handler = scheduler({ room, functionName: 'scheduler', domain });
