import { getRentalStory } from '../../shared/contracts/stories/stories.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

/** The room without its consumer: the function that serves stories needs no contracts of what is told. */
export const serving: RoomDeclaration = {
  name: 'stories',
  description: 'What happened to each rental, across all rooms, in the order of time',
  table: true,
  functions: [
    {
      name: 'http',
      description: 'Reads the stories of rentals',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [getRentalStory],
      may: { table: ['search'] },
    },
  ],
};
