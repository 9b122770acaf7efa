import { feedRoutes } from '../../shared/contracts/gbfs/feed.ts';
import { gbfsCommands, gbfsEvents, putAlerts } from '../../shared/contracts/gbfs/gbfs.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { usualRoom } from '../../shared/runtime/usual-room.ts';
import { systemMessages, vehicleMessages } from './messages.ts';

const usual = usualRoom({
  name: 'gbfs',
  description: 'What the public may know of the fleet: the GBFS feed',
  commands: gbfsCommands,
  events: gbfsEvents,
  consumer: {
    description: 'Decides what the public is shown, and under which ids',
    messages: [...vehicleMessages, ...systemMessages],
  },
  http: { description: 'What operators tell the public', routes: [putAlerts] },
});

export const room: RoomDeclaration = {
  ...usual,
  functions: [
    ...usual.functions,
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
  ],
};
