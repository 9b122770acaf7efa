import { domainOf } from '../../shared/runtime/aggregates.ts';
import { consumer } from '../../shared/runtime/consumer.ts';
import { accountDomain } from './account/account-domain.ts';
import { promotionsDomain } from './promotions/promotions-domain.ts';
import { room } from './room.ts';

export const handler = consumer({
  room,
  functionName: 'account',
  domain: domainOf(accountDomain, promotionsDomain),
});
