import type { RentalState } from './rentals/rental-state.ts';

/** Who hears of an event at once, over a WebSocket; or why nobody does. */
export type Audience<Field extends string = string> =
  | { readonly nobody: string }
  | {
      readonly rider?: RiderAudience<Field>;
      /** All of them. */
      readonly operators?: true;
      /** The state that its rental has after it; without one the rental is what it was before it was asked. */
      readonly rentalState?: RentalState;
    };

/** By which field the rider is found. A car's VIN is no way to its rider: the car may be another's by now. */
export type RiderAudience<Field extends string = string> =
  /** The one whom this field names. */
  | { readonly named: Field }
  /** The one who has, or had, the rental that this field names. */
  | {
      readonly ofRental: Field;
      /** What the rider is told of the data; all of it without this. */
      readonly tells?: { readonly only: readonly Field[] } | { readonly allBut: readonly Field[] };
      /** What the rider is told besides. */
      readonly with?: Readonly<Record<string, string>>;
    };

export const OPERATORS = { operators: true } as const;

/** An event that names a rental and its rider. */
export const ofRental = (rentalState?: RentalState) =>
  ({
    rider: { named: 'riderId' },
    operators: true,
    ...(rentalState === undefined ? {} : { rentalState }),
  }) as const;

/** Why nobody hears of an event, where it is so for several. */
export const ANSWERED = { nobody: 'is the answer to what the rider has just asked' } as const;
export const IN_OWN_DATA = { nobody: 'a rider follows it in the own data, GET /v1/riders/me' } as const;
export const IN_REFUSALS = {
  nobody: 'says itself when the rider wants to rent: the refusal names it',
} as const;
