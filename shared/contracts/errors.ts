import type { Violation } from './validate.ts';

/**
 * The closed list of error codes. A code never changes its meaning. `retry` says whether the same request can succeed
 * later by itself (`later`), only after the caller changes something (`change`), or not at all (`never`).
 */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
  readonly retry: 'never' | 'later' | 'change';
}

/** The codes that several rooms have, or the runtime. One that a single room has is in its contracts, by `roomError`. */
export const errors = {
  BAD_REQUEST: {
    status: 400,
    title: 'The request is not valid',
    advice: 'The detail and the list `errors` say which field is wrong and what it should be.',
    retry: 'change',
  },
  BAD_JSON: {
    status: 400,
    title: 'The body is not JSON',
    advice: 'Send the body as JSON in UTF-8 with `Content-Type: application/json`.',
    retry: 'change',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'No valid token',
    advice: 'Send `Authorization: Bearer <access token>`; tokens expire after an hour.',
    retry: 'change',
  },
  FORBIDDEN: {
    status: 403,
    title: 'This principal may not do that',
    advice: 'The route names the kinds of principal that may call it.',
    retry: 'never',
  },
  NOT_FOUND: {
    status: 404,
    title: 'It does not exist, or it is not yours',
    advice:
      'Check the id. The answer is the same for what does not exist and for what another principal owns.',
    retry: 'change',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The path has no route of this method',
    advice: 'The header `Allow` names the methods that it has.',
    retry: 'change',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'The caller has made too many requests in this minute',
    advice:
      'Wait as long as `Retry-After` says. `RateLimit` says with each answer how many requests are left.',
    retry: 'later',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'The same Idempotency-Key came to this route with another request',
    advice:
      'Use a new key for a new request; repeat a request with exactly the same parameters and body. Keys of other routes do not matter.',
    retry: 'change',
  },
  EXPIRED: {
    status: 504,
    title: 'The command expired before it was decided',
    advice: 'Nothing was changed. Send it again with a new Idempotency-Key if you still need it.',
    retry: 'later',
  },
  UNAVAILABLE: {
    status: 503,
    title: 'A part of the platform does not answer',
    advice: 'Try again after the seconds in `Retry-After`.',
    retry: 'later',
  },
  INTERNAL: {
    status: 500,
    title: 'The platform failed',
    advice: 'The error was logged with the trace id in `traceparent`.',
    retry: 'later',
  },

  VEHICLE_UNKNOWN: {
    status: 404,
    title: 'No vehicle is registered with this VIN',
    advice: 'Register it first with POST /v1/vehicles. Every route knows it a moment later.',
    retry: 'change',
  },
  VEHICLE_NOT_REPORTED: {
    status: 404,
    title: 'No reading of this vehicle has come yet',
    advice:
      'A vehicle that is registered (GET /v1/vehicles/{vin}) has not reported yet. Try again when it has connected.',
    retry: 'later',
  },
  VEHICLE_ALREADY_REGISTERED: {
    status: 409,
    title: 'The vehicle is registered already, with other data',
    advice: 'Read it with GET /v1/vehicles/{vin}.',
    retry: 'never',
  },
  VEHICLE_NEVER_CONNECTED: {
    status: 409,
    title: 'The vehicle has not connected yet',
    advice: 'It cannot take signed commands before it has reported a session.',
    retry: 'later',
  },
  COMMAND_IN_PROGRESS: {
    status: 409,
    title: 'Another command to this vehicle is under way',
    advice: 'Wait for its result; it expires within seconds.',
    retry: 'later',
  },
  VEHICLE_STATE_UNKNOWN: {
    status: 409,
    title: 'It is not known yet whether the vehicle has already done this',
    advice: 'The platform has asked the vehicle. Try again when it has answered.',
    retry: 'later',
  },

  RIDER_NOT_REGISTERED: {
    status: 403,
    title: 'The rider has not signed up',
    advice: 'Sign up first with PUT /v1/riders/me.',
    retry: 'change',
  },
  RIDER_BLOCKED: {
    status: 403,
    title: 'The rider is blocked',
    advice: 'Only an operator can lift the block.',
    retry: 'never',
  },
  RIDER_ERASED: {
    status: 403,
    title: 'The rider was erased',
    advice: 'It cannot be undone. Sign up with a new account.',
    retry: 'never',
  },
  RIDER_STILL_RENTS: {
    status: 409,
    title: 'The rider has a reservation or a rental',
    advice: 'Cancel the reservation, or end the rental, before being erased.',
    retry: 'change',
  },
  LICENCE_NOT_VERIFIED: {
    status: 403,
    title: 'The rider has no verified driving licence',
    advice: 'Submit it with PUT /v1/riders/me/licence, and follow the check with GET /v1/riders/me.',
    retry: 'change',
  },
  LICENCE_EXPIRED: {
    status: 403,
    title: 'The driving licence has expired',
    advice: 'Submit the new one with PUT /v1/riders/me/licence.',
    retry: 'change',
  },
  PAYMENT_METHOD_MISSING: {
    status: 403,
    title: 'The rider has no accepted payment method',
    advice: 'Set one with PUT /v1/riders/me/payment-method, and follow the check with GET /v1/riders/me.',
    retry: 'change',
  },
  CARD_DATA_REFUSED: {
    status: 400,
    title: 'This looks like a card number',
    advice:
      'Send card data only to the payment provider, and send the token that it returns here. Nothing was stored.',
    retry: 'change',
  },
  PHONE_PROOF_INVALID: {
    status: 400,
    title: 'The phone’s proof is not valid',
    advice:
      'It is a JWS signed with ES256 by the key in its header, over rider and challenge; the detail says what is wrong.',
    retry: 'change',
  },
  PHONE_CHALLENGE_UNKNOWN: {
    status: 409,
    title: 'The challenge is unknown, used or expired',
    advice: 'Get a new one with POST /v1/riders/me/phone-challenges and sign it within minutes.',
    retry: 'change',
  },
  PHONE_KEY_KNOWN: {
    status: 409,
    title: 'The phone’s key is registered already',
    advice: 'Read the phones with GET /v1/riders/me.',
    retry: 'never',
  },
  PHONE_KEY_REVOKED: {
    status: 409,
    title: 'The phone’s key was revoked',
    advice: 'A revoked key stays revoked: make a new one in the phone.',
    retry: 'change',
  },
  PHONE_KEYS_TOO_MANY: {
    status: 409,
    title: 'The rider has the most phones that are allowed',
    advice: 'Revoke one with DELETE /v1/riders/me/phone-keys/{phoneKeyId}.',
    retry: 'change',
  },
  PHONE_KEY_UNKNOWN: {
    status: 404,
    title: 'There is no such phone key, or it is not yours',
    advice: 'Read the phones with GET /v1/riders/me.',
    retry: 'change',
  },
  LICENCE_CLASS_MISSING: {
    status: 403,
    title: 'The driving licence is not of the class that this car needs',
    advice: 'Reserve another car, or submit a licence of that class with PUT /v1/riders/me/licence.',
    retry: 'change',
  },
  RIDER_TOO_YOUNG: {
    status: 403,
    title: 'The rider is younger than this car allows',
    advice: 'Reserve another car. The age is the one at the last check of the licence.',
    retry: 'change',
  },
  RIDER_UNPAID_BALANCE: {
    status: 403,
    title: 'The rider has an unpaid balance',
    advice: 'Pay it; an operator can lift the hold.',
    retry: 'change',
  },
  RIDER_UNDER_REVIEW: {
    status: 403,
    title: 'The rider’s account is under review',
    advice: 'Only an operator can end the review.',
    retry: 'never',
  },
  RIDER_HAS_RENTAL: {
    status: 409,
    title: 'The rider has an active rental already',
    advice: 'End it, or cancel the reservation, before reserving another car.',
    retry: 'change',
  },

  CAR_NOT_FREE: {
    status: 409,
    title: 'The car is not free',
    advice: 'Another rider was faster, or it is out of service. Find another with GET /v1/cars.',
    retry: 'change',
  },
  RENTAL_UNKNOWN: {
    status: 404,
    title: 'There is no such rental, or it is not yours',
    advice: 'Check the id.',
    retry: 'change',
  },
  RENTAL_NOT_RESERVED: {
    status: 409,
    title: 'The rental is no longer a reservation',
    advice: 'Read its state with GET /v1/rentals/{rentalId}.',
    retry: 'never',
  },
  RENTAL_NOT_IN_USE: {
    status: 409,
    title: 'The rental is not in use',
    advice: 'Read its state with GET /v1/rentals/{rentalId}.',
    retry: 'never',
  },
  RENTAL_NOT_PAUSED: {
    status: 409,
    title: 'The rental is not paused',
    advice: 'Read its state with GET /v1/rentals/{rentalId}.',
    retry: 'never',
  },
  RENTAL_BUSY: {
    status: 409,
    title: 'Another request to the car is under way for this rental',
    advice: 'Wait for the car’s answer, which takes seconds, and try again.',
    retry: 'later',
  },
  RENTAL_IN_USE: {
    status: 409,
    title: 'The rental is in use',
    advice: 'A reservation can be cancelled only before the car is unlocked. End the rental instead.',
    retry: 'never',
  },
  RENTAL_OVER: {
    status: 409,
    title: 'The rental is over',
    advice: 'Read its state with GET /v1/rentals/{rentalId}.',
    retry: 'never',
  },
  TOO_MANY_GRANTS: {
    status: 409,
    title: 'The rental has the most grants that are allowed',
    advice: 'Use one that a phone already has. Each is valid for at most 24 hours.',
    retry: 'later',
  },
  RESERVATION_EXPIRED: {
    status: 409,
    title: 'The reservation has expired',
    advice: 'Reserve the car again if it is still free.',
    retry: 'change',
  },

  RESERVATION_ALREADY_EXTENDED: {
    status: 409,
    title: 'The reservation was extended already',
    advice: 'A reservation can be extended once. Unlock the car in time, or cancel.',
    retry: 'never',
  },
  OUTSIDE_SERVICE_AREA: {
    status: 409,
    title: 'The car is outside the service area',
    advice:
      'The rental goes on. Drive to the nearest allowed place, which the detail and the rental’s `lastFailure` name.',
    retry: 'change',
  },
  NO_PARKING_ZONE: {
    status: 409,
    title: 'The car is where rentals cannot end',
    advice:
      'The rental goes on. Drive to the nearest allowed place, which the detail and the rental’s `lastFailure` name.',
    retry: 'change',
  },
  POSITION_UNKNOWN: {
    status: 409,
    title: 'The position of the car is not known',
    advice: 'The rental goes on. Try again under the open sky, or ask an operator to end it.',
    retry: 'later',
  },
  ENGINE_ON: {
    status: 409,
    title: 'The car is not parked, or its engine is on',
    advice: 'The rental goes on. Park, switch the engine off, and end it again.',
    retry: 'change',
  },
  DOORS_OPEN: {
    status: 409,
    title: 'A door of the car is open',
    advice: 'The rental goes on. Close all doors and end it again.',
    retry: 'change',
  },
  KEY_FOB_MISSING: {
    status: 409,
    title: 'The key fob is not in its holder',
    advice: 'The rental goes on. Put it back and end it again.',
    retry: 'change',
  },
  FUEL_CARD_MISSING: {
    status: 409,
    title: 'The fuel card is not in its holder',
    advice: 'The rental goes on. Put it back and end it again.',
    retry: 'change',
  },
  CAR_MOVED: {
    status: 409,
    title: 'The car moved after it was checked',
    advice: 'The rental goes on, paused. End it again where the car is now.',
    retry: 'change',
  },
  CAR_NOT_LOCKED: {
    status: 409,
    title: 'The car did not lock, or has not confirmed it',
    advice: 'The rental goes on. Its `lastFailure` says what the car answered and whether a retry can help.',
    retry: 'later',
  },
  UNDECODABLE: {
    status: 400,
    title: 'The record does not follow its contract',
    advice: 'The dead letter holds the original. Fix its producer, then redrive.',
    retry: 'change',
  },
  UNDECIDABLE: {
    status: 500,
    title: 'The room failed on this message at every attempt',
    advice: 'The dead letter holds the original and the error. Fix the room, then redrive.',
    retry: 'change',
  },
  WAITS_FOR_EARLIER: {
    status: 409,
    title: 'An earlier message of the same key is among the dead letters',
    advice: 'Redrive the earlier one first. This one follows it.',
    retry: 'change',
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the list above. */
export type CommonErrorCode = keyof typeof errors;

declare const definedByRoom: unique symbol;
/** A code that `roomError` has defined. */
export type RoomErrorCode = string & { readonly [definedByRoom]: true };

export type ErrorCode = CommonErrorCode | RoomErrorCode;

/** An error code of a room, and what makes its refusals: `ticketRuns('Your ticket runs until …')`; with the wrong fields, if some are. */
export type RoomError = ErrorEntry & {
  readonly kind: 'error';
  readonly code: RoomErrorCode;
} & ((
    detail: string,
    errors?: readonly Violation[],
  ) => {
    readonly kind: 'refuse';
    readonly code: RoomErrorCode;
    readonly detail: string;
    readonly errors?: readonly Violation[];
  });

const entries = new Map<string, ErrorEntry>(Object.entries(errors));

/** Adds a code to the catalogue. Throws when it is there already. */
export function roomError(name: Uppercase<string>, entry: ErrorEntry): RoomError {
  if (entries.has(name)) throw new Error(`There are two error codes ${name}`);
  entries.set(name, entry);
  const code = name as string as RoomErrorCode;
  const refusal = (detail: string, wrong?: readonly Violation[]) =>
    ({ kind: 'refuse', code, detail, ...(wrong === undefined ? {} : { errors: wrong }) }) as const;
  return Object.assign(refusal, { kind: 'error' } as const, { code }, entry);
}

/** Knows a room's code only when something has imported that room's contracts. */
export const findErrorEntry = (code: string): ErrorEntry | undefined => entries.get(code);

/** Throws for a room's code when nothing has imported that room's contracts. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  const entry = findErrorEntry(code);
  if (entry !== undefined) return entry;
  throw new Error(`Nobody has defined the error code ${code}`);
}
