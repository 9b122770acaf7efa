import { carEvent, receipt, signedCommand, trustList } from '../../shared/contracts/car/car.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import {
  acceptVehicleLog,
  commandVehicle,
  getVehicle,
  getVehicleCommand,
  registerVehicle,
  vehiclesCommands,
  vehiclesEvents,
} from '../../shared/contracts/vehicles/vehicles.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { reports, requests } from './messages.ts';
import { provisioningPort } from './ports.ts';

export const room: RoomDeclaration = {
  name: 'vehicles',
  description: 'Registration, receipts, signed commands and their results, lock state',
  commands: vehiclesCommands,
  events: vehiclesEvents,
  table: true,
  ports: [provisioningPort.id],
  functions: [
    {
      name: 'consumer',
      description: 'Decides what is wanted of vehicles and takes their numbered events in order',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: consumptionsOf([...requests, ...reports, carEvent]),
      may: {
        table: ['decide', 'due'],
        produce: [vehiclesEvents, vehiclesCommands, deadLetters],
        setTimers: true,
        askPorts: true,
        publishToCars: [signedCommand, receipt, trustList],
        signCommands: true,
      },
    },
    {
      name: 'http',
      description: 'Vehicles and their commands, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [registerVehicle, getVehicle, commandVehicle, getVehicleCommand, acceptVehicleLog],
      may: { table: ['read'], produce: [vehiclesCommands] },
    },
    {
      name: 'scheduler',
      description: 'Timers, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep'],
        produce: [vehiclesCommands, vehiclesEvents, deadLetters],
        setTimers: true,
        askPorts: true,
        publishToCars: [signedCommand, receipt, trustList],
      },
    },
    {
      name: 'provisioning',
      description: 'Creates the thing and its certificate in IoT Core',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: provisioningPort.id,
      checks: { [provisioningPort.check]: provisioningPort.request },
      may: { produce: [vehiclesCommands], provisionCars: true },
    },
  ],
};
