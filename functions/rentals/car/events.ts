import type { carOffered, carWithdrawn } from '../../../shared/contracts/rentals/availability.ts';
import type { damageReported } from '../../../shared/contracts/rentals/damage.ts';
import type * as grants from '../../../shared/contracts/rentals/grants.ts';
import type { paymentHeard } from '../../../shared/contracts/rentals/payment-heard.ts';
import type * as rentals from '../../../shared/contracts/rentals/rentals.ts';
import type { riderStanding } from '../../../shared/contracts/rentals/rider-standing.ts';
import type { tariffsKnown } from '../../../shared/contracts/rentals/tariffs.ts';
import type * as use from '../../../shared/contracts/rentals/use.ts';
import type { zonesSet } from '../../../shared/contracts/rentals/zones.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';

/** What happens in this room, by the aggregate that it happens to. */

export type CarEvent = EventOf<
  | typeof rentals.carListed
  | typeof rentals.carPlaced
  | typeof rentals.reserved
  | typeof rentals.reservationExpired
  | typeof rentals.cancelled
  | typeof rentals.unlockRequested
  | typeof rentals.unlockFailed
  | typeof rentals.started
  | typeof rentals.endRequested
  | typeof rentals.endAllowed
  | typeof rentals.endRefused
  | typeof rentals.endFailed
  | typeof rentals.ended
  | typeof rentals.usageCorrected
  | typeof rentals.secureRequested
  | typeof rentals.secured
  | typeof use.reservationExtended
  | typeof use.pauseRequested
  | typeof use.paused
  | typeof use.pauseFailed
  | typeof use.resumeRequested
  | typeof use.resumed
  | typeof use.resumeFailed
  | typeof use.contactChecked
  | typeof use.carHeard
  | typeof use.contactLost
  | typeof use.contactRestored
  | typeof use.chargeRanLow
  | typeof use.carMoved
  | typeof use.takenOutOfService
  | typeof use.backInService
  | typeof carOffered
  | typeof carWithdrawn
  | typeof damageReported
  | typeof grants.grantRequested
  | typeof grants.grantReceived
  | typeof grants.grantDenied
  | typeof grants.grantsWithdrawn
  | typeof grants.grantsOpen
  | typeof grants.grantsSettled
  | typeof grants.reservationRestored
  | typeof paymentHeard
>;
export type RiderEvent = EventOf<typeof riderStanding>;
export type ZonesEvent = EventOf<typeof zonesSet>;
export type TariffsEvent = EventOf<typeof tariffsKnown>;
/** Of a rider, too: which phones may be granted cars, and which cars they have. */
export type PhoneEvent = EventOf<
  typeof grants.phoneKnown | typeof grants.phoneGone | typeof grants.grantHeld
>;
export type RentalsEvent = CarEvent | RiderEvent | PhoneEvent | ZonesEvent | TariffsEvent;
