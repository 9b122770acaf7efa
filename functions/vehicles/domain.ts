import { issueGrant, recordGrant, revokeGrants } from '../../shared/contracts/vehicles/grants.ts';
import {
  ANSWER_GRACE_SECONDS,
  COMMAND_LIFETIME_SECONDS,
  commandTimeout,
  recordCertificate,
  register,
  sendCommand,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import { type Deciders, decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain, Timer } from '../../shared/runtime/domain.ts';
import { afterContact, decideCarEvent } from './car-events.ts';
import { decideSend, decideSendExpired, decideTimeout } from './commands.ts';
import { evolve, type VehicleEvent } from './evolve.ts';
import {
  decideIssueGrant,
  decideIssueGrantExpired,
  decideRecordGrant,
  decideRevokeGrants,
} from './grants.ts';
import { type Request, requests, type VehicleMessage } from './messages.ts';
import { readModels } from './read-models.ts';
import { decideRecordCertificate, decideRegister, decideRegisterExpired } from './registration.ts';
import { type CarState, initialCar } from './state.ts';

const AGGREGATE = 'car/';

const deciders: Deciders<CarState, VehicleMessage, VehicleEvent> = {
  [register.type]: decideRegister,
  [sendCommand.type]: decideSend,
  [issueGrant.type]: decideIssueGrant,
  [recordCertificate.type]: decideRecordCertificate,
  [commandTimeout.type]: decideTimeout,
  [recordGrant.type]: decideRecordGrant,
  [revokeGrants.type]: decideRevokeGrants,
  'cars.events': decideCarEvent,
};

const expiredDeciders: Deciders<CarState, Request, VehicleEvent> = {
  [register.type]: decideRegisterExpired,
  [sendCommand.type]: decideSendExpired,
  [issueGrant.type]: decideIssueGrantExpired,
};

const decide = decideBy(deciders);
const decideTooLate = decideBy(expiredDeciders);

function decideExpired(state: CarState, message: VehicleMessage, context: Context): Decision<VehicleEvent> {
  return isOneOf(requests, message)
    ? decideTooLate(state, message, context)
    : decide(state, message, context);
}

/** One timer a command under way: after it, the command's end is UNKNOWN. */
function timers(state: CarState): readonly Timer[] {
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
