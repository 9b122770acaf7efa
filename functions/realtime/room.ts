import { carsTelemetry, telemetry } from '../../shared/contracts/car/car.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { routedEvents } from './heard.ts';
import { serving } from './serving.ts';

export const room: RoomDeclaration = {
  ...serving,
  functions: [
    {
      name: 'consumer',
      description: 'Gives what happened a place in the sequence of those who hear of it',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(routedEvents),
      may: { table: ['append'], produce: [deadLetters], askPorts: true },
    },
    {
      name: 'positions',
      description: 'Shows operators who watch where the cars are',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [{ topic: carsTelemetry, messages: [telemetry], batchSize: 5000, skipsHistory: true }],
      may: { table: ['watched'], postToSockets: ['POST'] },
    },
    ...serving.functions,
  ],
};
