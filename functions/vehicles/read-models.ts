import type { Static } from 'typebox';
import type { Vehicle, VehicleCommand } from '../../shared/contracts/vehicles/vehicles.ts';
import type { Document } from '../../shared/runtime/domain.ts';
import { type CarState, type CommandRequest, hasCommand } from './state.ts';

export const vehicleKey = (vin: string): string => `vehicle/${vin}`;
export const commandKey = (vin: string, commandId: string): string => `command/${vin}/${commandId}`;

export type VehicleBody = Static<typeof Vehicle>;
export type CommandBody = Static<typeof VehicleCommand>;

/** What operators read: the vehicle, and each command that was made for it. */
export function documents(state: CarState): readonly Document[] {
  const commands = state.requests.filter(hasCommand).map((request) => ({
    key: commandKey(state.vin, request.command.commandId),
    body: commandBody(request),
  }));
  const vehicle = vehicleBody(state);
  if (vehicle === undefined) return commands;
  return [{ key: vehicleKey(state.vin), body: vehicle }, ...trustDocuments(state), ...commands];
}

/** By the version of their list of trusted keys: whoever rotates keys asks which cars still keep an old one. */
function trustDocuments({ vin, trust }: CarState): readonly Document[] {
  if (trust === undefined) return [];
  const index = { partition: `trust/${trust.keys}`, sort: vin };
  return [{ key: `trust/${vin}`, body: { vin, ...trust }, index }];
}

function vehicleBody(state: CarState): VehicleBody | undefined {
  const { vin, registration, certificate, connection, status, statusTime, trust } = state;
  if (registration === undefined) return undefined;
  const { model, plate, time } = registration;
  return {
    vin,
    model,
    ...(plate === undefined ? {} : { plate }),
    registeredAt: time,
    ...(certificate === undefined ? {} : { certificate }),
    ...(connection === undefined ? {} : { connection }),
    status,
    ...(statusTime === undefined ? {} : { statusTime }),
    ...(trust === undefined ? {} : { trust }),
  };
}

function commandBody({ requestId, action, booking, command, outcome }: CommandRequest): CommandBody {
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
