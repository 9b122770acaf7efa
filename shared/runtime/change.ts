import { type ChangeWorld, changeIn } from './http/change-route.ts';
import { publisher } from './kafka/publish.ts';
import { regionOf, roomStore } from './room-table.ts';

let world: ChangeWorld | undefined;

/** `changeIn` for AWS. It has a module of its own because it imports the Kafka client, which `read` does not need. */
export const change = changeIn(() => {
  world ??= { region: regionOf(), publisher: publisher(), store: roomStore() };
  return world;
});
