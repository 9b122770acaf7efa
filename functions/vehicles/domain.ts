import type { issueGrant, recordGrant, revokeGrants } from '../../shared/contracts/vehicles/grants.ts';
import {
  ANSWER_GRACE_SECONDS,
  COMMAND_LIFETIME_SECONDS,
  commandTimeout,
  type recordCertificate,
  type register,
  type sendCommand,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import type { Context, Decision, Domain, MessageOf, Timer } from '../../shared/runtime/domain.ts';
import type { CarEventMessage } from '../../shared/runtime/operations/messages.ts';
import { afterContact, decideCarEvent } from './car-events.ts';
import { decideSend, decideSendExpired, decideTimeout } from './commands.ts';
import { evolve, type VehicleEvent } from './evolve.ts';
import { decideIssueGrant, decideRecordGrant, decideRevokeGrants, refuseGrant } from './grants.ts';
import { documents } from './read-models.ts';
import { decideRecordCertificate, decideRegister } from './registration.ts';
import { type CarState, initialCar } from './state.ts';

export type VehicleMessage =
  | MessageOf<typeof register | typeof recordCertificate | typeof sendCommand | typeof commandTimeout>
  | MessageOf<typeof issueGrant | typeof recordGrant | typeof revokeGrants>
  | CarEventMessage;

const AGGREGATE = 'car/';

function decide(state: CarState, message: VehicleMessage, context: Context): Decision<VehicleEvent> {
  switch (message.type) {
    case 'vehicles.register.v1':
      return decideRegister(state, message, context);
    case 'vehicles.record-certificate.v1':
      return decideRecordCertificate(state, message);
    case 'vehicles.send-command.v1':
      return decideSend(state, message, context);
    case 'vehicles.command-timeout.v1':
      return decideTimeout(state, message, context);
    case 'vehicles.issue-grant.v1':
      return decideIssueGrant(state, message, context);
    case 'vehicles.record-grant.v1':
      return decideRecordGrant(state, message, context);
    case 'vehicles.revoke-grants.v1':
      return decideRevokeGrants(state, message, context);
    case 'cars.events':
      return decideCarEvent(state, message.data.event, context);
  }
}

/** What was asked too late does not happen; a timer's or a port's word, however late, still counts. */
function decideExpired(state: CarState, message: VehicleMessage, context: Context): Decision<VehicleEvent> {
  switch (message.type) {
    case 'vehicles.register.v1':
      return {
        kind: 'refuse',
        code: 'EXPIRED',
        detail: `The registration of ${state.vin} was decided too late.`,
      };
    case 'vehicles.send-command.v1':
      return decideSendExpired(state, message, context);
    case 'vehicles.issue-grant.v1':
      return refuseGrant(message.data, 'EXPIRED', context);
    case 'vehicles.record-certificate.v1':
    case 'vehicles.command-timeout.v1':
    case 'vehicles.record-grant.v1':
    case 'vehicles.revoke-grants.v1':
    case 'cars.events':
      return decide(state, message, context);
  }
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
  documents,
};
