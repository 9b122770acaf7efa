import { getHealth, getOperation, getProblem } from '../../shared/contracts/platform/platform.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

export const room: RoomDeclaration = {
  name: 'platform',
  description: 'What belongs to no room: operations, health, dead letters',
  table: false,
  functions: [
    {
      name: 'http',
      description: 'The state of operations, what error codes mean, and whether the platform is well',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [getOperation, getProblem, getHealth],
      may: { readOperations: true },
    },
    {
      name: 'redrive',
      description: 'Sends dead letters to their topics again; invoked by an operator',
      memoryMb: 512,
      timeoutSeconds: 300,
      reservedConcurrency: 1,
      may: { redrive: true },
    },
  ],
};
