import { consumer } from '../../shared/runtime/consumer.ts';
import { accountDomain } from './account/account-domain.ts';
import { room } from './room.ts';

export const handler = consumer({ room, functionName: 'account', domain: accountDomain });
