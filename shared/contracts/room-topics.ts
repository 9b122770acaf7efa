import { type TopicContract, topic } from './define.ts';

/** The two topics that a room may own, with what is the same for all of them said once. */

interface RoomTopic {
  readonly description: string;
  /** What the record key is. */
  readonly key: string;
  /** `block` where what comes after a message that failed may not overtake it; `continue` without it. */
  readonly onPoison?: TopicContract['onPoison'];
}

const COMMON = {
  format: 'cloudevents',
  residency: 'region',
  onPoison: 'continue',
  volume: 'business',
} as const;

/** `<room>.commands`: what is wanted of the room. Kept for longer than anybody may take to mend a consumer. */
export function commandsTopic(room: string, contract: RoomTopic): TopicContract {
  return topic({ name: `${room}.commands`, ...COMMON, retentionDays: 14, tiered: false, ...contract });
}

/** `<room>.events`: the truth of the room, kept for years, because its table is made anew from it. */
export function eventsTopic(room: string, contract: RoomTopic): TopicContract {
  return topic({ name: `${room}.events`, ...COMMON, retentionDays: 3650, tiered: true, ...contract });
}
