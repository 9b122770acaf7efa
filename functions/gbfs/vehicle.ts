import type { Data } from '../../shared/contracts/define.ts';
import { vehicleHidden, vehicleShown, vehicleUsed } from '../../shared/contracts/gbfs/gbfs.ts';
import { carOffered, carWithdrawn } from '../../shared/contracts/rentals/availability.ts';
import { started } from '../../shared/contracts/rentals/rentals.ts';
import { distanceMetres } from '../../shared/kernel/geo.ts';
import type { Deciders } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../shared/runtime/read-model.ts';
import type { VehicleMessage } from './messages.ts';
import { digitOf, shownVehicles, vehicles } from './read-models.ts';

/** Found further away than this, without a rental, somebody has moved it. */
const MOVED_METRES = 100;

type Shown = Data<typeof vehicleShown>;

export interface VehicleState {
  readonly kind: 'vehicle';
  readonly isShown: boolean;
  /** What the public has seen of it last. */
  readonly last?: Shown;
  /** Somebody has driven it since. */
  readonly isUsed: boolean;
}

export type VehicleEvent = EventOf<typeof vehicleShown | typeof vehicleHidden | typeof vehicleUsed>;

export const unknownVehicle: VehicleState = { kind: 'vehicle', isShown: false, isUsed: false };

export const vehicleDeciders: Deciders<VehicleState, VehicleMessage, VehicleEvent> = {
  [carOffered.type]: decideOffered,
  [carWithdrawn.type]: ({ isShown }, { data: { vin } }) =>
    isShown ? happened(vehicleHidden({ vin })) : { kind: 'ignore', reason: 'It is not shown.' },
  [started.type]: ({ last, isUsed }, { data: { vin } }) =>
    last === undefined || isUsed
      ? { kind: 'ignore', reason: 'It has no id by which somebody could know it.' }
      : happened(vehicleUsed({ vin })),
};

function happened(event: VehicleEvent): Decision<VehicleEvent> {
  return { kind: 'accept', events: [event] };
}

/** Under the id that it had, or under a new one, which has nothing in common with the one before. */
function decideOffered(
  vehicle: VehicleState,
  { data: offer }: MessageOf<typeof carOffered>,
  context: Context,
): Decision<VehicleEvent> {
  const { time: _, plate: _plate, ...offered } = offer;
  const { last, isUsed, isShown } = vehicle;
  const keepsId =
    last !== undefined && !isUsed && distanceMetres(last.position, offered.position) <= MOVED_METRES;
  const shown: Shown = { ...offered, vehicleId: keepsId ? last.vehicleId : context.id('veh') };
  if (isShown && keepsId && JSON.stringify(shown) === JSON.stringify(last)) {
    return { kind: 'ignore', reason: 'It is shown so.' };
  }
  return happened(vehicleShown(shown));
}

export function evolveVehicle(vehicle: VehicleState, event: VehicleEvent): VehicleState {
  switch (event.type) {
    case 'gbfs.vehicle-shown.v1':
      return { kind: 'vehicle', isShown: true, last: event.data, isUsed: false };
    case 'gbfs.vehicle-hidden.v1':
      return { ...vehicle, isShown: false };
    case 'gbfs.vehicle-used.v1':
      return { ...vehicle, isUsed: true };
  }
}

/** What the public may read of it. */
export function vehicleItems({ isShown, last }: VehicleState): readonly ReadModelItem[] {
  if (last === undefined) return [];
  const { vin, ...body } = last;
  const { vehicleId } = body;
  return [
    isShown
      ? vehicles({ vin }, body, shownVehicles({ digit: digitOf(vehicleId) }, vehicleId))
      : vehicles({ vin }, { ...body, vehicleId: 'hidden' }),
  ];
}
