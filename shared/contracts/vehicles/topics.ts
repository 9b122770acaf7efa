import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The topics of the vehicles room, alone: who sends it one command does not need all of its messages. */

export const vehiclesCommands = commandsTopic('vehicles', {
  description: 'Requests about a vehicle',
  key: 'VIN',
});

export const vehiclesEvents = eventsTopic('vehicles', {
  description: 'What happened to a vehicle: the truth of the room',
  key: 'VIN',
});
