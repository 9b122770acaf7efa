import type { RiderAudience } from '../../shared/contracts/audience.ts';
import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { Message } from '../../shared/runtime/domain.ts';
import { listenersOf } from './heard.ts';
import { FLEET, type Stream, streamOfRider } from './streams.ts';

/** A push that has no place in its stream's sequence yet. */
export interface NewPush extends Omit<Push, 'sequence'> {
  readonly stream: Stream;
}

/** Whose rental it is, as far as this room has heard. A rental never changes hands. */
export interface RentalOwner {
  readonly rentalId: string;
  readonly riderId: string;
}

type Content = Readonly<Record<string, unknown>>;

const textIn = (data: Content, field: string): string | undefined => {
  const value = data[field];
  return typeof value === 'string' ? value : undefined;
};

/** What an event says about who has a rental. */
export function ownerIn({ data }: Message): RentalOwner | undefined {
  const rentalId = textIn(data as Content, 'rentalId');
  const riderId = textIn(data as Content, 'riderId');
  return rentalId === undefined || riderId === undefined ? undefined : { rentalId, riderId };
}

/** The rental whose rider hears of the event, when the event does not name that rider. */
export function rentalAskedOf({ type, data }: Message): string | undefined {
  const rider = listenersOf(type)?.rider;
  return rider === undefined || 'named' in rider ? undefined : textIn(data as Content, rider.ofRental);
}

/**
 * Who hears of an event, and what, as its contract says: its rider, and operators. `ownerOfRental` is the rider of the
 * rental that `rentalAskedOf` names.
 */
export function pushesOf(message: Message, ownerOfRental?: string): readonly NewPush[] {
  const listeners = listenersOf(message.type);
  if (listeners === undefined) return [];
  const { rider, operators, rentalState } = listeners;
  const data = message.data as Content;
  const push = (stream: Stream, content: unknown): NewPush => ({
    stream,
    id: derivedId('psh', stream, message.id),
    time: message.time,
    event: message.type,
    ...(rentalState === undefined ? {} : { state: rentalState }),
    data: content,
  });
  const riderId = rider && riderOf(rider, data, ownerOfRental);
  return [
    ...(riderId === undefined || rider === undefined
      ? []
      : [push(streamOfRider(riderId), toldToRider(rider, data))]),
    ...(operators === undefined ? [] : [push(FLEET, data)]),
  ];
}

function riderOf(rider: RiderAudience, data: Content, ownerOfRental?: string): string | undefined {
  if ('named' in rider) return textIn(data, rider.named);
  return textIn(data, rider.ofRental) === undefined ? undefined : ownerOfRental;
}

function toldToRider(rider: RiderAudience, data: Content): Content {
  if ('named' in rider) return data;
  const { tells, with: more = {} } = rider;
  if (tells === undefined) return { ...data, ...more };
  const kept =
    'only' in tells ? tells.only : Object.keys(data).filter((field) => !tells.allBut.includes(field));
  return { ...Object.fromEntries(kept.map((field) => [field, data[field]])), ...more };
}
