import type { ErrorCode } from '../../../shared/contracts/errors.ts';
import type { RentalState } from '../../../shared/contracts/rentals/rental-state.ts';

/**
 * The rental machine, as data: for each state and each message, what is decided. The decisions read it, the pages in
 * `docs/` are drawn from it, and the property tests hold the one against the other.
 */
export type Move =
  /** It is looked at more closely; the rental is in one of these states afterwards. */
  | { readonly to: readonly RentalState[] }
  | { readonly refuse: ErrorCode }
  /** It is so already: accepted, and nothing happens. */
  | 'as it is'
  /** It comes too late, or is of no concern. */
  | 'ignored';

/** What a message is to a rental. */
export type Trigger = keyof typeof triggers;

/** Who says it, and what it means: in the order in which the pages have them. */
export const triggers = {
  extend: { by: 'rider', meaning: 'keep the car for longer' },
  unlock: { by: 'rider', meaning: 'open the reserved car' },
  cancel: { by: 'rider', meaning: 'give the reservation back' },
  pause: { by: 'rider', meaning: 'lock and keep the car' },
  resume: { by: 'rider', meaning: 'open the paused car' },
  end: { by: 'rider', meaning: 'lock the car and be done' },
  'end by operator': { by: 'operator', meaning: 'end or cancel in the rider’s place' },
  'taken out of service': { by: 'operator', meaning: 'the car is out of service, or was towed' },
  'time is over': { by: 'timer', meaning: 'the reservation has run out' },
  'no answer came': { by: 'timer', meaning: 'not even UNKNOWN was said of a request' },
  silence: { by: 'timer', meaning: 'the car has said nothing for a while: it is asked for a sign of life' },
  opened: { by: 'car', meaning: 'it has unlocked, as asked when reserved' },
  resumed: { by: 'car', meaning: 'it has unlocked again' },
  paused: { by: 'car', meaning: 'it has locked, and is kept' },
  reported: { by: 'car', meaning: 'how it stands, as asked at the end' },
  locked: { by: 'car', meaning: 'it has locked, as asked at the end' },
  'not done': { by: 'car', meaning: 'it refused, did not answer, or was never asked' },
  'opened by phone': { by: 'car', meaning: 'a grant unlocked it out of reach; told late, with its own time' },
  'locked by phone': { by: 'car', meaning: 'a grant locked it out of reach' },
} as const;

const to = (...states: readonly RentalState[]): Move => ({ to: states });
const refuse = (code: ErrorCode): Move => ({ refuse: code });
const asItIs: Move = 'as it is';
const ignored: Move = 'ignored';

/** The same for all states that are not named. */
function moves(others: Move, named: Partial<Record<RentalState, Move>>): Readonly<Record<RentalState, Move>> {
  return {
    RESERVED: others,
    UNLOCKING: others,
    IN_USE: others,
    PAUSING: others,
    PAUSED: others,
    RESUMING: others,
    ENDING: others,
    ENDED: others,
    CANCELLED: others,
    EXPIRED: others,
    ...named,
  };
}

const busy = refuse('RENTAL_BUSY');

/** The car stands open with nobody in it: it is locked, and nobody's until then. */
const leftOpen = { ENDED: to('ENDED'), CANCELLED: to('CANCELLED'), EXPIRED: to('EXPIRED') };

export const rentalMoves: Readonly<Record<Trigger, Readonly<Record<RentalState, Move>>>> = {
  extend: moves(refuse('RENTAL_NOT_RESERVED'), {
    RESERVED: to('RESERVED', 'EXPIRED'),
    EXPIRED: refuse('RESERVATION_EXPIRED'),
  }),
  unlock: moves(refuse('RENTAL_NOT_RESERVED'), {
    RESERVED: to('UNLOCKING', 'EXPIRED'),
    UNLOCKING: asItIs,
    EXPIRED: refuse('RESERVATION_EXPIRED'),
  }),
  cancel: moves(refuse('RENTAL_IN_USE'), {
    RESERVED: to('CANCELLED'),
    CANCELLED: asItIs,
    EXPIRED: asItIs,
    ENDED: refuse('RENTAL_NOT_RESERVED'),
  }),
  pause: moves(refuse('RENTAL_NOT_IN_USE'), {
    IN_USE: to('PAUSING'),
    PAUSING: asItIs,
    PAUSED: asItIs,
    RESUMING: busy,
    ENDING: busy,
  }),
  resume: moves(refuse('RENTAL_NOT_PAUSED'), {
    PAUSED: to('RESUMING'),
    RESUMING: asItIs,
    IN_USE: asItIs,
    PAUSING: busy,
    ENDING: busy,
  }),
  end: moves(refuse('RENTAL_NOT_IN_USE'), {
    IN_USE: to('ENDING'),
    PAUSED: to('ENDING'),
    ENDING: asItIs,
    PAUSING: busy,
    RESUMING: busy,
  }),
  'end by operator': moves(asItIs, {
    RESERVED: to('CANCELLED'),
    UNLOCKING: to('CANCELLED'),
    IN_USE: to('ENDING'),
    PAUSING: to('ENDING'),
    PAUSED: to('ENDING'),
    RESUMING: to('ENDING'),
    ENDING: to('ENDING'),
  }),
  'taken out of service': moves(asItIs, { RESERVED: to('CANCELLED') }),
  'time is over': moves(ignored, { RESERVED: to('RESERVED', 'EXPIRED') }),
  'no answer came': moves(ignored, {
    UNLOCKING: to('UNLOCKING', 'RESERVED', 'EXPIRED'),
    PAUSING: to('PAUSING', 'IN_USE'),
    RESUMING: to('RESUMING', 'PAUSED'),
    ENDING: to('ENDING', 'IN_USE', 'PAUSED', 'ENDED'),
  }),
  silence: moves(ignored, { IN_USE: to('IN_USE'), PAUSED: to('PAUSED') }),
  opened: moves(ignored, {
    RESERVED: to('IN_USE'),
    UNLOCKING: to('IN_USE'),
    ...leftOpen,
  }),
  resumed: moves(ignored, {
    PAUSED: to('PAUSED', 'IN_USE'),
    RESUMING: to('RESUMING', 'IN_USE'),
    ENDING: to('ENDING'),
    ...leftOpen,
  }),
  paused: moves(ignored, {
    IN_USE: to('IN_USE', 'PAUSED'),
    PAUSING: to('PAUSING', 'PAUSED'),
    ENDING: to('ENDING'),
  }),
  reported: moves(ignored, { ENDING: to('ENDING', 'IN_USE', 'PAUSED') }),
  locked: moves(ignored, {
    IN_USE: to('IN_USE', 'PAUSED', 'ENDED'),
    PAUSED: to('PAUSED', 'ENDED'),
    ENDING: to('ENDING', 'PAUSED', 'ENDED'),
  }),
  'opened by phone': moves(ignored, {
    RESERVED: to('IN_USE'),
    UNLOCKING: to('IN_USE'),
    PAUSED: to('IN_USE'),
    ...leftOpen,
    // The grant ended with the reservation, so it was opened in time: the rental runs, unless somebody has the car.
    EXPIRED: to('EXPIRED', 'IN_USE'),
  }),
  'locked by phone': moves(ignored, { IN_USE: to('IN_USE', 'PAUSED') }),
  'not done': moves(ignored, {
    RESERVED: to('RESERVED', 'EXPIRED'),
    UNLOCKING: to('UNLOCKING', 'RESERVED', 'EXPIRED'),
    IN_USE: to('IN_USE'),
    PAUSING: to('PAUSING', 'IN_USE'),
    PAUSED: to('PAUSED'),
    RESUMING: to('RESUMING', 'PAUSED'),
    ENDING: to('ENDING', 'IN_USE', 'PAUSED', 'ENDED'),
  }),
};
