import type { TSchema } from 'typebox';
import type { MessageContract, MqttContract, RouteContract, TopicContract } from '../contracts/define.ts';
import type { ProviderKind } from '../contracts/riders/providers.ts';

/**
 * What a room is: topics, table, functions with their sources and what they may reach. `functions/<room>/room.ts`
 * says it once; the CDK app, the docs and the tests read it.
 */
export interface RoomDeclaration {
  readonly name: string;
  readonly description: string;
  readonly commands?: TopicContract;
  readonly events?: TopicContract;
  /** Whether it has a table of its own (with point-in-time recovery). */
  readonly table: boolean;
  /** Ports: each has a queue and a function that calls out. */
  readonly ports?: readonly string[];
  /** Those of the ports whose requests stand in groups and are taken in order. */
  readonly orderedPorts?: readonly string[];
  /** Photos that go from phones to S3 and back by links, and for how long they are kept. */
  readonly photos?: { readonly retentionDays: number };
  readonly functions: readonly FunctionDeclaration[];
}

export interface FunctionDeclaration {
  /** `functions/<room>/<name>.handler.ts`, exported as `handler`; deployed as `<room>-<name>`. */
  readonly name: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** At most this many at a time. */
  readonly reservedConcurrency?: number;
  readonly routes?: readonly RouteContract[];
  /** Routes of the WebSocket API. */
  readonly socketRoutes?: readonly SocketRoute[];
  /** Decides who may open a WebSocket connection. */
  readonly authorizesSocket?: boolean;
  readonly consumes?: readonly Consumption[];
  /** The room's timers queue, and the schedule that looks after its agenda every minute. */
  readonly agenda?: boolean;
  /** Takes the requests of one of the room's ports. */
  readonly servesPort?: string;
  /** So many requests at once, gathered for so long; 10, as soon as there are some, without it. */
  readonly portBatch?: { readonly size: number; readonly windowSeconds: number };
  /** What else it validates, by the name under which the check is compiled: a port's requests, single fields. */
  readonly checks?: Readonly<Record<string, TSchema>>;
  readonly may: {
    /** What it does with the room's table. */
    readonly table?: readonly TableUse[];
    /** Topics that it writes. */
    readonly produce?: readonly TopicContract[];
    /** Sends to the room's timers queue. */
    readonly setTimers?: boolean;
    /** Sends to the room's ports. */
    readonly askPorts?: boolean;
    /** MQTT topics of cars that it publishes to. */
    readonly publishToCars?: readonly MqttContract[];
    /** Signs with the platform's command key. */
    readonly signCommands?: boolean;
    /** Makes, reads or destroys the riders' data keys. */
    readonly riderKeys?: 'make' | 'read' | 'destroy';
    /** Invokes the function that stands for this provider in the stage. */
    readonly askProvider?: ProviderKind;
    /** Creates things and certificates in IoT Core, limited to the platform's thing type and policy. */
    readonly provisionCars?: boolean;
    /** Tells where WebSocket connections are opened. */
    readonly nameSocket?: boolean;
    /** What it does with open WebSocket connections: asks after them, sends to them, ends them. */
    readonly postToSockets?: readonly ('GET' | 'POST' | 'DELETE')[];
    /** What it signs links for, of the room's photos. */
    readonly photos?: readonly PhotoUse[];
    /** Reads operation records of every room (items whose key begins with `op#`). */
    readonly readOperations?: boolean;
    /** Reads the dead letters and sends them to their topics again. */
    readonly redrive?: boolean;
  };
}

/** Records that a function is given at once: far more than wait at rest, and done well within its time. */
export const DEFAULT_BATCH = 100;

export type SocketRoute = '$connect' | '$disconnect' | '$default';

/** What the links of a function allow. */
export type PhotoUse = 'upload' | 'read';

/** What a function may do with its room's table, in words; `infra/permissions/dynamodb.ts` says the actions. */
export type TableUse =
  /** Reads documents and operations by their keys. */
  | 'read'
  /** Reads lists of documents, by their index. */
  | 'search'
  /** Decides messages: reads aggregates, commits operations. */
  | 'decide'
  /** With `decide`: claims, and messages that wait for earlier ones, on topics that block. */
  | 'claim'
  /** With `decide`: messages that wait for earlier ones, on topics that block, in rooms without claims. */
  | 'wait'
  /** Delivers what dead functions left behind. */
  | 'sweep'
  /** With `sweep`: takes timers out of the table when they are due; with `decide`: when they are not wanted any more. In rooms with longer ones than 15 minutes. */
  | 'due'
  /** Reads folded items. */
  | 'load'
  /** Reads and writes folded items. */
  | 'keep'
  /** Writes what is pushed, each in the sequence of those who hear it. */
  | 'append'
  /** Gives out tickets, and takes them back. */
  | 'give-tickets'
  | 'redeem-tickets'
  /** Writes who is connected. */
  | 'connect'
  /** Reads what connections lack, and writes what they have. */
  | 'deliver'
  /** Finds connections of which nothing was heard, and removes them. */
  | 'look-after';

export interface Consumption {
  readonly topic: TopicContract;
  /** What of it is decoded; other types on the topic are passed over. */
  readonly messages: readonly (MessageContract | MqttContract)[];
  /** Records an invocation at most; 1 to 10,000. `DEFAULT_BATCH` unless it says otherwise. */
  readonly batchSize?: number;
}
