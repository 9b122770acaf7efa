import { Compile } from 'typebox/compile';
import type { Fault } from '../../../shared/contracts/car/car.ts';
import {
  ENTITLE,
  Entitlement,
  LONGEST_FEATURE_SECONDS,
  LONGEST_TO_TAKE_SECONDS,
  Withdrawal,
} from '../../../shared/contracts/car/entitlements.ts';
import { instant, milliseconds } from '../../../shared/kernel/time.ts';
import { type Car, instrumentsOf, isFlooded, record, statusOf } from '../car/car.ts';
import { isRealTime } from './signed-text.ts';
import type { TrustedKey } from './trusted-keys.ts';

/** Bought features: section 10 of docs/key-protocol.md. The car has each by its own clock, with a network or without. */

const entitlements = Compile(Entitlement);
const withdrawals = Compile(Withdrawal);

/** Undefined when it has another form: MALFORMED. */
export function readEntitlement(payload: unknown): Entitlement | undefined {
  if (!entitlements.Check(payload)) return undefined;
  const { expires, begins, ends } = payload;
  if (![expires, begins, ends].every(isRealTime)) return undefined;
  return milliseconds(begins) < milliseconds(ends) ? payload : undefined;
}

export function readWithdrawal(payload: unknown): Withdrawal | undefined {
  return withdrawals.Check(payload) ? payload : undefined;
}

/**
 * The checks have the order of docs/key-protocol.md. From the version on the text is used, whatever follows: what was
 * refused gets no second chance, so nothing becomes active that the platform has given up.
 */
export function takeEntitlement(car: Car, entitlement: Entitlement, key: TrustedKey, now: number): Car {
  const stranger = strangerTo(car, entitlement, key);
  if (stranger !== undefined) return refuse(car, entitlement, stranger, now);
  const { version } = entitlement;
  if (version <= car.entitlements.version) return refuse(car, entitlement, 'OLD_VERSION', now);
  const used: Car = { ...car, entitlements: { ...car.entitlements, version } };
  const fault = faultOf(used, entitlement, now);
  if (fault !== undefined) return refuse(used, entitlement, fault, now);
  const others = used.entitlements.active.filter(({ feature }) => feature !== entitlement.feature);
  const taken: Car = { ...used, entitlements: { version, active: [...others, entitlement] } };
  return record(taken, {
    type: 'entitlement-result',
    time: instant(now),
    data: { entitlementId: entitlement.id, version, result: 'executed', status: statusOf(taken, now) },
  });
}

function strangerTo(car: Car, { vin }: { readonly vin: string }, key: TrustedKey): Fault | undefined {
  if (vin !== car.vin) return 'WRONG_VIN';
  return key.actions.includes(ENTITLE) ? undefined : 'NOT_AUTHORISED';
}

function faultOf(car: Car, entitlement: Entitlement, now: number): Fault | undefined {
  const { feature } = entitlement;
  const [expires, begins, ends] = [
    milliseconds(entitlement.expires),
    milliseconds(entitlement.begins),
    milliseconds(entitlement.ends),
  ];
  if (expires - now > LONGEST_TO_TAKE_SECONDS * 1000 || ends - begins > LONGEST_FEATURE_SECONDS * 1000) {
    return 'LIFETIME_TOO_LONG';
  }
  if (expires <= now || ends <= now) return 'EXPIRED';
  if (begins > now) return 'NOT_YET_VALID';
  if (!car.features.includes(feature)) return 'UNKNOWN_FEATURE';
  if (car.motion.kind === 'driving') return 'VEHICLE_MOVING';
  return instrumentsOf(car, now).engineOn ? 'NOT_PARKED' : undefined;
}

/** Anybody can send again what was sent: that must not fill the store. */
function refuse(car: Car, { id }: Entitlement | Withdrawal, fault: Fault, now: number): Car {
  if (isFlooded(car)) return car;
  const { version } = car.entitlements;
  return record(car, {
    type: 'entitlement-result',
    time: instant(now),
    data: { entitlementId: id, version, result: 'refused', fault, status: statusOf(car, now) },
  });
}

/** Ends what it names, and whatever is older can begin no more. It may come twice. */
export function takeWithdrawal(car: Car, withdrawal: Withdrawal, key: TrustedKey, now: number): Car {
  const stranger = strangerTo(car, withdrawal, key);
  if (stranger !== undefined) return refuse(car, withdrawal, stranger, now);
  const { id } = withdrawal;
  const { version: before, active } = car.entitlements;
  const version = Math.max(before, withdrawal.version);
  const isNew = version !== before || active.some((one) => one.id === id);
  if (!isNew && isFlooded(car)) return car;
  return ended(car, id, version, 'withdrawn', now);
}

/** What is over by now, ends: also after a time without a network or without power. */
export function endOverdue(car: Car, now: number): Car {
  const over = car.entitlements.active.filter(({ ends }) => milliseconds(ends) <= now);
  return over.reduce((before, { id }) => ended(before, id, before.entitlements.version, 'expired', now), car);
}

function ended(car: Car, id: string, version: number, why: 'expired' | 'withdrawn', now: number): Car {
  const active = car.entitlements.active.filter((one) => one.id !== id);
  const after: Car = { ...car, entitlements: { version, active } };
  return record(after, {
    type: 'entitlement-ended',
    time: instant(now),
    data: { entitlementId: id, version, why, status: statusOf(after, now) },
  });
}

/** When the next one is over, platform milliseconds, or Infinity. */
export function nextEnd({ entitlements: { active } }: Car): number {
  return Math.min(...active.map(({ ends }) => milliseconds(ends)), Number.POSITIVE_INFINITY);
}
