import {
  entitlementTimeout,
  grantEntitlement,
  withdrawEntitlement,
} from '../../shared/contracts/vehicles/entitlements.ts';
import { issueGrant, recordGrant, revokeGrants } from '../../shared/contracts/vehicles/grants.ts';
import {
  ANSWER_GRACE_SECONDS,
  acceptLog,
  COMMAND_LIFETIME_SECONDS,
  commandTimeout,
  confirmPosition,
  recordCertificate,
  register,
  sendCommand,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { CONFIRMED_AFTER_MS } from '../../shared/evidence/fix.ts';
import { addSeconds, instant } from '../../shared/kernel/time.ts';
import { type Deciders, decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain, Timer } from '../../shared/runtime/domain.ts';
import { afterContact, decideCarEvent } from './car-events.ts';
import { decideConfirmation, decideSend, decideSendExpired, decideTimeout } from './commands.ts';
import {
  decideEntitlementTimeout,
  decideGrantEntitlement,
  decideGrantEntitlementExpired,
  decideWithdrawEntitlement,
  entitlementTimers,
} from './entitlements.ts';
import { evolve, type VehicleEvent } from './evolve.ts';
import {
  decideIssueGrant,
  decideIssueGrantExpired,
  decideRecordGrant,
  decideRevokeGrants,
} from './grants.ts';
import { type Request, requests, type VehicleMessage } from './messages.ts';
import { readModels } from './read-models.ts';
import {
  decideAcceptLog,
  decideAcceptLogExpired,
  decideRecordCertificate,
  decideRegister,
  decideRegisterExpired,
} from './registration.ts';
import { type CarState, initialCar } from './state.ts';

const AGGREGATE = 'car/';

const deciders: Deciders<CarState, VehicleMessage, VehicleEvent> = {
  [register.type]: decideRegister,
  [sendCommand.type]: decideSend,
  [issueGrant.type]: decideIssueGrant,
  [acceptLog.type]: decideAcceptLog,
  [recordCertificate.type]: decideRecordCertificate,
  [commandTimeout.type]: decideTimeout,
  [confirmPosition.type]: decideConfirmation,
  [recordGrant.type]: decideRecordGrant,
  [revokeGrants.type]: decideRevokeGrants,
  [grantEntitlement.type]: decideGrantEntitlement,
  [withdrawEntitlement.type]: decideWithdrawEntitlement,
  [entitlementTimeout.type]: decideEntitlementTimeout,
  'cars.events': decideCarEvent,
};

const expiredDeciders: Deciders<CarState, Request, VehicleEvent> = {
  [register.type]: decideRegisterExpired,
  [sendCommand.type]: decideSendExpired,
  [issueGrant.type]: decideIssueGrantExpired,
  [grantEntitlement.type]: decideGrantEntitlementExpired,
  [acceptLog.type]: decideAcceptLogExpired,
};

const decide = decideBy(deciders);
const decideTooLate = decideBy(expiredDeciders);

function decideExpired(state: CarState, message: VehicleMessage, context: Context): Decision<VehicleEvent> {
  return isOneOf(requests, message)
    ? decideTooLate(state, message, context)
    : decide(state, message, context);
}

function timers(state: CarState): readonly Timer[] {
  return [...timeouts(state), ...confirmations(state), ...entitlementTimers(state)];
}

/** One timer a command under way: after it, the command's end is UNKNOWN. */
function timeouts(state: CarState): readonly Timer[] {
  return state.requests.flatMap(({ command, outcome }) =>
    command === undefined || outcome !== undefined
      ? []
      : [
          {
            id: `command-timeout/${command.commandId}`,
            at: addSeconds(command.sentAt, COMMAND_LIFETIME_SECONDS + ANSWER_GRACE_SECONDS),
            command: commandTimeout({ vin: state.vin, commandId: command.commandId }),
          },
        ],
  );
}

/** A car that says nothing more of its own accord is asked: long enough after that its answer is a second word. */
const CONFIRMATION_SECONDS = (2 * CONFIRMED_AFTER_MS) / 1000;

function confirmations({ vin, doubtfulPlace }: CarState): readonly Timer[] {
  if (doubtfulPlace === undefined) return [];
  const since = instant(doubtfulPlace.time);
  return [
    {
      id: 'confirm-position',
      at: addSeconds(since, CONFIRMATION_SECONDS),
      command: confirmPosition({ vin, since }),
    },
  ];
}

/** Which cars there are, what was asked of them and answered. */
export const domain: Domain<CarState, VehicleMessage, VehicleEvent> = {
  aggregateOf: (message) => AGGREGATE + message.data.vin,
  aggregateOfEvent: (event) => AGGREGATE + event.data.vin,
  initial: (aggregate) => initialCar(aggregate.slice(AGGREGATE.length)),
  decide,
  decideExpired,
  evolve,
  consequences: (_, after, events, context) => afterContact(after, events, context),
  timers,
  readModels,
};
