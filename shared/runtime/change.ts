import { type ChangeWorld, changeIn } from './http/change-route.ts';
import { publisher } from './kafka/publish.ts';
import { regionOf, roomStore } from './room-table.ts';

let world: ChangeWorld | undefined;

/** Routes that change something, as `changeIn` says it, on AWS. Apart from `http.ts`: it brings the Kafka client. */
export const change = changeIn(() => {
  world ??= { region: regionOf(), publisher: publisher(), store: roomStore() };
  return world;
});
