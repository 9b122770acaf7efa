import { carsTelemetry, telemetry } from '../../shared/contracts/car/car.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { getTwin, listPositions, telemetryEvents } from '../../shared/contracts/telemetry/telemetry.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

/** Takes what the fold puts off, and gives it back after the interval between two writes. */
export const deferredPort = 'deferred';

export const room: RoomDeclaration = {
  name: 'telemetry',
  description: 'The twin of each car: last known position, charge, sensors',
  events: telemetryEvents,
  table: true,
  ports: [deferredPort],
  functions: [
    {
      name: 'fold',
      description: 'Folds samples into the twins',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: [{ topic: carsTelemetry, messages: [telemetry], batchSize: 5000 }],
      may: { table: ['keep'], produce: [telemetryEvents, deadLetters], askPorts: true },
    },
    {
      name: 'deferred',
      description: 'Writes what the fold put off, when no newer reading came',
      memoryMb: 512,
      timeoutSeconds: 30,
      servesPort: deferredPort,
      // A car that has just stopped lies in several messages: together they are one write.
      portBatch: { size: 100, windowSeconds: 10 },
      may: { table: ['keep'] },
    },
    {
      name: 'http',
      description: 'Reads twins',
      memoryMb: 256,
      timeoutSeconds: 10,
      routes: [getTwin, listPositions],
      may: { table: ['load'] },
    },
  ],
};
