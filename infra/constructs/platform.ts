import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import type { Bundles } from '../bundle.ts';
import type { DataStack } from '../stacks/data.ts';
import type { FoundationStack } from '../stacks/foundation.ts';
import type { KafkaStack } from '../stacks/kafka.ts';
import type { Stage } from '../stages.ts';
import type { SocketApi } from './socket-api.ts';

/** The parts of the platform that the rooms' functions use. */
export interface Platform {
  readonly stage: Stage;
  readonly foundation: FoundationStack;
  readonly kafka: KafkaStack;
  readonly data: DataStack;
  readonly sockets: SocketApi;
  readonly rooms: readonly RoomDeclaration[];
  readonly bundles: Bundles;
  /** The address of the riders' app. */
  readonly appUrl: string;
}
