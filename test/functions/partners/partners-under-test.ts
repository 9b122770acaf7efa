import { domain } from '../../../functions/partners/domain.ts';
import { addEndpoint } from '../../../shared/contracts/partners/endpoints.ts';
import { addPartner } from '../../../shared/contracts/partners/partners.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

/** The partners room in memory, and what is sent to it. */

export const NOW = '2026-01-31T09:00:00.000Z';
export const OPERATOR = { principal: { kind: 'operator', id: 'olga' } } as const;
export const { partnerId } = addPartner.example;
export const { endpointId } = addEndpoint.example;
export const AGGREGATE = `partner/${partnerId}`;

export const partners = () => roomUnderTest(domain, NOW);

/** With a partner. */
export function withPartner() {
  const room = partners();
  room.handle(message(addPartner, addPartner.example, OPERATOR));
  return room;
}

/** With a partner and its endpoint. */
export function withEndpoint() {
  const room = withPartner();
  room.handle(message(addEndpoint, addEndpoint.example));
  return room;
}
