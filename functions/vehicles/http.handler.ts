import {
  acceptVehicleLog,
  commandVehicle,
  getVehicle,
  getVehicleCommand,
  registerVehicle,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { commands, vehicles } from './read-models.ts';
import { room } from './room.ts';

export const handler = httpApi(room, 'http', [
  change(registerVehicle, async ({ body }) => body),
  change(commandVehicle, async ({ params: { vin }, body: { action } }) => ({ vin, action })),
  change(acceptVehicleLog, async ({ params: { vin }, body }) => ({ vin, ...body })),
  read(getVehicle, async ({ params: { vin } }) => {
    const vehicle = await readOne(vehicles, { vin });
    if (vehicle !== undefined) return vehicle;
    throw new ProblemError('VEHICLE_UNKNOWN', `No vehicle is registered as ${vin}.`);
  }),
  read(getVehicleCommand, async ({ params: { vin, commandId } }) => {
    const command = await readOne(commands, { vin, commandId });
    if (command !== undefined) return command;
    throw new ProblemError('NOT_FOUND', `${vin} was sent no command ${commandId}.`);
  }),
]);
