import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { serving } from './serving.ts';
import { toldEvents } from './told.ts';

export const room: RoomDeclaration = {
  ...serving,
  functions: [
    {
      name: 'consumer',
      description: 'Notes what the rooms say of each rental',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(toldEvents),
      may: { table: ['note'], produce: [deadLetters] },
    },
    ...serving.functions,
  ],
};
