import { Compile } from 'typebox/compile';
import {
  type Fault,
  KEYS_JWS_TYPE,
  REVOCATIONS_JWS_TYPE,
  TrustedKeys,
} from '../../../shared/contracts/car/car.ts';
import { ENTITLEMENT_JWS_TYPE, WITHDRAWAL_JWS_TYPE } from '../../../shared/contracts/car/entitlements.ts';
import { Revocations } from '../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { type Car, isFlooded, record, trustOf } from '../car/car.ts';
import { readEntitlement, readWithdrawal, takeEntitlement, takeWithdrawal } from './entitlements.ts';
import { isRealTime, readSignedText } from './signed-text.ts';
import { flawOf } from './trusted-keys.ts';

const lists = Compile(TrustedKeys);
const revocations = Compile(Revocations);

const TYPES = [KEYS_JWS_TYPE, REVOCATIONS_JWS_TYPE, ENTITLEMENT_JWS_TYPE, WITHDRAWAL_JWS_TYPE];

/**
 * Takes what the car should keep, if a key that it trusts now has signed it and it is newer, and answers: a list, or what
 * a bought feature begins and ends with. The store has it before anything is done by it, since what a reaction changes is
 * kept first.
 */
export function takeTrust(car: Car, bytes: Uint8Array, now: number): Car {
  const text = readSignedText(bytes, TYPES, car.trustedKeys);
  if ('fault' in text) return refuse(car, text.fault, now);
  const { typ, key, payload } = text;
  if (typ === REVOCATIONS_JWS_TYPE) return takeRevocations(car, payload, now);
  if (typ === ENTITLEMENT_JWS_TYPE) {
    const entitlement = readEntitlement(payload);
    return entitlement === undefined
      ? refuse(car, 'MALFORMED', now)
      : takeEntitlement(car, entitlement, key, now);
  }
  if (typ === WITHDRAWAL_JWS_TYPE) {
    const withdrawal = readWithdrawal(payload);
    return withdrawal === undefined
      ? refuse(car, 'MALFORMED', now)
      : takeWithdrawal(car, withdrawal, key, now);
  }
  if (!lists.Check(payload) || flawOf(payload) !== undefined) return refuse(car, 'MALFORMED', now);
  if (payload.version <= car.trustedKeys.version) return refuse(car, 'OLD_VERSION', now);
  return answer({ ...car, trustedKeys: payload }, {}, now);
}

/** The grants that are revoked: the list replaces the one before. */
function takeRevocations(car: Car, payload: unknown, now: number): Car {
  if (!revocations.Check(payload) || !payload.grants.every(({ expires }) => isRealTime(expires))) {
    return refuse(car, 'MALFORMED', now);
  }
  if (payload.vin !== car.vin) return refuse(car, 'WRONG_VIN', now);
  if (payload.version <= (car.revocations?.version ?? 0)) return refuse(car, 'OLD_VERSION', now);
  return answer({ ...car, revocations: payload }, {}, now);
}

/** Anybody can send a text that is none, or one from before: that must not fill the store. */
function refuse(car: Car, fault: Fault, now: number): Car {
  return isFlooded(car) ? car : answer(car, { fault }, now);
}

function answer(car: Car, outcome: { fault?: Fault }, now: number): Car {
  return record(car, {
    type: 'trust-updated',
    time: instant(now),
    data: { trust: trustOf(car), ...outcome },
  });
}
