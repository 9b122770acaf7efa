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
    ...serving.functions,
  ],
};
