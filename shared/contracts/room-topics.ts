import { type TopicContract, topic } from './define.ts';

/** The two topics that a room may own, with the settings that all of them share. */

interface RoomTopic {
  readonly description: string;
  /** What the record key is. */
  readonly key: string;
  /** `block` where later messages of a key must not overtake one that failed. Default: `continue`. */
  readonly onPoison?: TopicContract['onPoison'];
}

const COMMON = {
  format: 'cloudevents',
  residency: 'region',
  onPoison: 'continue',
  volume: 'business',
} as const;

/** `<room>.commands`: requests to the room. Kept for longer than it may take to fix a consumer. */
export function commandsTopic(room: string, contract: RoomTopic): TopicContract {
  return topic({ name: `${room}.commands`, ...COMMON, retentionDays: 14, tiered: false, ...contract });
}

/** `<room>.events`: the truth of the room, kept for years, because its table is rebuilt from it. */
export function eventsTopic(room: string, contract: RoomTopic): TopicContract {
  return topic({ name: `${room}.events`, ...COMMON, retentionDays: 3650, tiered: true, ...contract });
}
