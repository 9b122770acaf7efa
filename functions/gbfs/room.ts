import { feedRoutes } from '../../shared/contracts/gbfs/feed.ts';
import { gbfsCommands, gbfsEvents, putAlerts } from '../../shared/contracts/gbfs/gbfs.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { systemMessages, vehicleMessages } from './messages.ts';

export const room: RoomDeclaration = {
  name: 'gbfs',
  description: 'What the public may know of the fleet: the GBFS feed',
  commands: gbfsCommands,
  events: gbfsEvents,
  table: true,
  functions: [
    {
      name: 'consumer',
      description: 'Decides what the public is shown, and under which ids',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf([...vehicleMessages, ...systemMessages]),
      may: { table: ['decide', 'wait'], produce: [gbfsEvents, deadLetters] },
    },
    {
      name: 'feed',
      description: 'The public feed, for anybody',
      memoryMb: 512,
      timeoutSeconds: 15,
      // Whatever the public does, the others keep the rest of what the account may run at a time.
      reservedConcurrency: 20,
      routes: feedRoutes,
      may: { table: ['read', 'search'] },
    },
    {
      name: 'http',
      description: 'What operators tell the public',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [putAlerts],
      may: { table: ['read'], produce: [gbfsCommands] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep'], produce: [gbfsEvents] },
    },
  ],
};
