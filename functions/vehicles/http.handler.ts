import {
  commandVehicle,
  getVehicle,
  getVehicleCommand,
  registerVehicle,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { getDocument } from '../../shared/runtime/read-models.ts';
import { type CommandBody, commandKey, type VehicleBody, vehicleKey } from './read-models.ts';
import { room } from './room.ts';

export const handler = httpApi(room, 'http', [
  change(registerVehicle, async ({ body }) => body),
  change(commandVehicle, async ({ params: { vin }, body: { action } }) => ({ vin, action })),
  read(getVehicle, async ({ params: { vin } }) => {
    const vehicle = (await getDocument(vehicleKey(vin))) as VehicleBody | undefined;
    if (vehicle !== undefined) return vehicle;
    throw new ProblemError('VEHICLE_UNKNOWN', `No vehicle is registered as ${vin}.`);
  }),
  read(getVehicleCommand, async ({ params: { vin, commandId } }) => {
    const command = (await getDocument(commandKey(vin, commandId))) as CommandBody | undefined;
    if (command !== undefined) return command;
    throw new ProblemError('NOT_FOUND', `${vin} was sent no command ${commandId}.`);
  }),
]);
