import '../../../shared/contracts/compile.ts';
import { domain } from '../../../functions/riders/domain.ts';
import type { RiderEvent } from '../../../functions/riders/evolve.ts';
import type { RiderMessage } from '../../../functions/riders/messages.ts';
import type { RiderState } from '../../../functions/riders/state.ts';
import { signUp } from '../../../shared/contracts/riders/riders.ts';
import { message, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

/** The riders room in memory, and what its tests have in common. What is sealed here opens nowhere. */

export const ANA = 'ana';
const sealed = (text: string): string => `enc.v1.${text}.3q2-7w`;
export const PROFILE = {
  name: sealed('name'),
  birthDate: sealed('birthDate'),
  email: sealed('email'),
  phone: sealed('phone'),
};
export const OTHER = sealed('other');
export const LICENCE = { number: sealed('number'), country: sealed('country') };
export const TOKEN = sealed('token');
export const EVA = { principal: { kind: 'operator', id: 'eva' } } as const;

export type Riders = RoomUnderTest<RiderState, RiderMessage, RiderEvent>;

export const riders = (): Riders => roomUnderTest(domain);

/** With Ana, who has signed up. */
export function withAna(): Riders {
  const room = riders();
  room.handle(message(signUp, { riderId: ANA, profile: PROFILE }));
  return room;
}

export const ana = (room: Riders): RiderState => room.state('rider/ana');

/** What the routes read of Ana. */
export const anasDocument = (room: Riders): unknown => room.item('rider/ana')?.body;

export const typesOf = (events: readonly RiderEvent[]): string[] => events.map(({ type }) => type);
