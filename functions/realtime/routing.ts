import type { Data } from '../../shared/contracts/define.ts';
import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import type { commandFinished } from '../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import type { Message } from '../../shared/runtime/domain.ts';
import { grantStatesAfter, statesAfter } from './pushed.ts';
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

/** The rental that a car's answer, or a grant, is for: its rider must be known to route it. */
export function rentalAskedOf(message: Message): string | undefined {
  if (isCommandResult(message)) return message.data.booking;
  return grantStatesAfter.has(message.type) ? textIn(message.data as Content, 'rentalId') : undefined;
}

/**
 * Who hears of an event, and what: its rider, and operators. `ownerOfRental` is the rider of the rental that
 * `rentalAskedOf` names. Whose data names no rider reaches none: a car's VIN is no way to its rider, because by the time
 * the event is here the car may be another's. Of a grant its rider alone hears, and nothing that opens a car.
 */
export function pushesOf(message: Message, ownerOfRental?: string): readonly NewPush[] {
  const data = message.data as Content;
  const state = statesAfter.get(message.type);
  const push = (stream: Stream, content: unknown): NewPush => ({
    stream,
    id: derivedId('psh', stream, message.id),
    time: message.time,
    event: message.type,
    ...(state === undefined ? {} : { state }),
    data: content,
  });
  const grantState = grantStatesAfter.get(message.type);
  if (grantState !== undefined) {
    const grant = { rentalId: data['rentalId'], grantId: data['grantId'], state: grantState };
    return ownerOfRental === undefined ? [] : [push(streamOfRider(ownerOfRental), grant)];
  }
  const fleet = push(FLEET, data);
  if (isCommandResult(message)) {
    const { booking } = message.data;
    if (booking === undefined || ownerOfRental === undefined) return [fleet];
    return [push(streamOfRider(ownerOfRental), toldToRider(message.data)), fleet];
  }
  const riderId = textIn(data, 'riderId');
  return riderId === undefined ? [fleet] : [push(streamOfRider(riderId), data), fleet];
}

type CommandResult = Message<'vehicles.command-finished.v1', Data<typeof commandFinished>>;

const isCommandResult = (message: Message): message is CommandResult =>
  message.type === 'vehicles.command-finished.v1';

/**
 * Without what the car said of itself: an answer that comes late comes with the car's state of then, when somebody else
 * may drive it.
 */
function toldToRider(finished: Data<typeof commandFinished>): unknown {
  const { status: _status, ...result } = finished;
  return result;
}
