import type { CarEvent } from '../../shared/contracts/car/car.ts';
import type { FleetErrorCode } from './fleet-error.ts';

/** What the fleet says of itself: a numbered event of a car under the event's name, and what else matters. */
export type FleetNote =
  | { readonly note: 'starting'; readonly cars: number; readonly streets: number; readonly places: number }
  | { readonly note: 'all-connected'; readonly cars: number; readonly seconds: number }
  | { readonly note: 'disconnected'; readonly vin: string; readonly reason: string }
  | {
      readonly note: 'connection-failed';
      readonly vin: string;
      readonly reason: string;
      readonly attempt: number;
    }
  | { readonly note: CarEvent['type']; readonly vin: string; readonly event: CarEvent }
  | { readonly note: 'store-failed'; readonly vin: string; readonly reason: string }
  | { readonly note: 'order-refused'; readonly code: FleetErrorCode; readonly reason: string }
  | { readonly note: 'failed'; readonly code: string; readonly reason: string }
  | { readonly note: 'stopped'; readonly cars: number };

export type TakeNote = (note: FleetNote) => void;

const problems: ReadonlySet<string> = new Set<FleetNote['note']>([
  'disconnected',
  'connection-failed',
  'store-failed',
  'order-refused',
  'failed',
]);

/** Writes notes as JSON lines to the standard output. */
export const printNote: TakeNote = (note) => {
  const level = problems.has(note.note) ? 'warn' : 'info';
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, ...note })}\n`);
};
