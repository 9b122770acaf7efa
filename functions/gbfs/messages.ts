import { setAlerts } from '../../shared/contracts/gbfs/gbfs.ts';
import { carOffered, carWithdrawn } from '../../shared/contracts/rentals/availability.ts';
import { started } from '../../shared/contracts/rentals/rentals.ts';
import { tariffsKnown } from '../../shared/contracts/rentals/tariffs.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about: a vehicle, or the system as a whole. */

export const vehicleMessages = [carOffered, carWithdrawn, started] as const;
export type VehicleMessage = MessageOf<(typeof vehicleMessages)[number]>;

export const systemMessages = [zonesSet, tariffsKnown, setAlerts] as const;
export type SystemMessage = MessageOf<(typeof systemMessages)[number]>;
