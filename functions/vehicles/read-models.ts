import { Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { CarTrust } from '../../shared/contracts/car/car.ts';
import { strict, Vin } from '../../shared/contracts/fields.ts';
import { Vehicle, VehicleCommand } from '../../shared/contracts/vehicles/vehicles.ts';
import { listOf, type ReadModelItem, readModel } from '../../shared/runtime/read-model.ts';
import { type CarState, type CommandRequest, hasCommand } from './state.ts';

/** What operators read: the vehicle, and each command that was made for it. */

export const vehicles = readModel('vehicle/{vin}', Vehicle);
export const commands = readModel('command/{vin}/{commandId}', VehicleCommand);

const trust = readModel(
  'trust/{vin}',
  Obj({ vin: Vin, ...CarTrust.properties, fault: Optional(Str()) }, strict),
);
/** By the version of their list of trusted keys: whoever rotates keys asks which cars still keep an old one. */
const carsByTrust = listOf(trust, 'trust/{keys}', { pageSize: 100 });

export function readModels(state: CarState): readonly ReadModelItem[] {
  const { vin } = state;
  const sent = state.requests
    .filter(hasCommand)
    .map((request) => commands({ vin, commandId: request.command.commandId }, commandBody(request)));
  const vehicle = vehicleBody(state);
  if (vehicle === undefined) return sent;
  const kept = state.trust;
  return [
    vehicles({ vin }, vehicle),
    ...(kept === undefined ? [] : [trust({ vin }, { vin, ...kept }, carsByTrust({ keys: kept.keys }, vin))]),
    ...sent,
  ];
}

function vehicleBody(state: CarState): Static<typeof Vehicle> | undefined {
  const { vin, registration, certificate, connection, lanes, status, statusTime, trust } = state;
  if (registration === undefined) return undefined;
  const { model, plate, time } = registration;
  return {
    vin,
    model,
    ...(plate === undefined ? {} : { plate }),
    registeredAt: time,
    ...(certificate === undefined ? {} : { certificate }),
    ...(connection === undefined ? {} : { connection }),
    ...(lanes.normal === undefined ? {} : { log: lanes.normal.log }),
    status,
    ...(statusTime === undefined ? {} : { statusTime }),
    ...(trust === undefined ? {} : { trust }),
  };
}

function commandBody({
  requestId,
  action,
  booking,
  command,
  outcome,
}: CommandRequest): Static<typeof VehicleCommand> {
  const { commandId, counter, issued, expires } = command;
  return {
    commandId,
    requestId,
    action,
    ...(booking === undefined ? {} : { booking }),
    state: outcome?.result ?? 'SENT',
    ...(outcome?.reason === undefined ? {} : { reason: outcome.reason }),
    counter,
    issued,
    expires,
    ...(outcome === undefined ? {} : { finishedAt: outcome.time }),
  };
}
