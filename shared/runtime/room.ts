import type { TSchema } from 'typebox';
import type { MessageContract, MqttContract, RouteContract, TopicContract } from '../contracts/define.ts';
import type { ProviderKind } from '../contracts/riders/providers.ts';

/**
 * The declaration of a room: topics, table, functions with their sources and permissions. `functions/<room>/room.ts`
 * has it; the CDK app, the docs and the tests read it.
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
  /** The ports whose requests have groups and are handled in order. */
  readonly orderedPorts?: readonly string[];
  /** Whether it has photos, which phones upload to S3 and read by links, and how long they are kept. */
  readonly photos?: { readonly retentionDays: number };
  readonly functions: readonly FunctionDeclaration[];
}

export interface FunctionDeclaration {
  /** `functions/<room>/<name>.handler.ts`, exported as `handler`; deployed as `<room>-<name>`. */
  readonly name: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** The most invocations at a time. */
  readonly reservedConcurrency?: number;
  readonly routes?: readonly RouteContract[];
  /** Answers the requests that fit no route: with 404, or with 405 if the path has other methods. */
  readonly answersOtherRequests?: boolean;
  /** Routes of the WebSocket API. */
  readonly socketRoutes?: readonly SocketRoute[];
  /** Authorizes the requests to routes that partners may call. */
  readonly authorizesPartners?: boolean;
  /** Authorizes WebSocket connections. */
  readonly authorizesSocket?: boolean;
  readonly consumes?: readonly Consumption[];
  /** The room's timers queue, and the schedule that runs it every minute. */
  readonly scheduler?: boolean;
  /** Runs once a day. */
  readonly everyDay?: boolean;
  /** Takes the requests of one of the room's ports. */
  readonly servesPort?: string;
  /** The most requests for an invocation, and how long they are gathered. Default: 10, as soon as there are some. */
  readonly portBatch?: { readonly size: number; readonly windowSeconds: number };
  /** Other schemas that it validates with, by the names of their compiled checks: a port's requests, single fields. */
  readonly checks?: Readonly<Record<string, TSchema>>;
  /** The settings of the stage that it is given. */
  readonly settings?: readonly StageSetting[];
  readonly may: {
    /** Its uses of the room's table. */
    readonly table?: readonly TableUse[];
    /** Topics that it writes. */
    readonly produce?: readonly TopicContract[];
    /** Sends to the room's timers queue. */
    readonly setTimers?: boolean;
    /** Sends to the room's ports: to all of them, or to these. */
    readonly askPorts?: true | readonly string[];
    /** MQTT topics of cars that it publishes to. */
    readonly publishToCars?: readonly MqttContract[];
    /** Signs with the platform's command key. */
    readonly signCommands?: boolean;
    /** Signs codes that others check without a network, and publishes the public key. */
    readonly signCodes?: boolean;
    /** Makes, reads or destroys the riders' data keys. */
    readonly riderKeys?: 'make' | 'read' | 'destroy';
    /** Invokes the function that stands for this provider in the stage. */
    readonly askProvider?: ProviderKind;
    /** Creates things and certificates in IoT Core, limited to the platform's thing type and policy. */
    readonly provisionCars?: boolean;
    /** Gives out the address of the riders' app. */
    readonly nameApp?: boolean;
    /** Gives out the URL of the WebSocket API. */
    readonly nameSocket?: boolean;
    /** Its uses of open WebSocket connections: check them (GET), send to them (POST), end them (DELETE). */
    readonly postToSockets?: readonly ('GET' | 'POST' | 'DELETE')[];
    /** The uses of the room's photos that it signs links for. */
    readonly photos?: readonly PhotoUse[];
    /** Reads the secret by which webhook secrets are sealed, and partners' ids made. */
    readonly partnerSecrets?: boolean;
    /** Makes the app clients of partners, or reads their secrets. */
    readonly partnerClients?: 'make' | 'read';
    /** Checks tokens of the user pool itself. */
    readonly checkTokens?: boolean;
    /** Knows which receivers of webhooks the stage allows. */
    readonly reachReceivers?: boolean;
    /** Reads operation records of every room (items whose key begins with `op#`). */
    readonly readOperations?: boolean;
    /** Reads the dead letters and sends them to their topics again. */
    readonly redrive?: boolean;
    /** Invokes the function that does. */
    readonly askRedrive?: boolean;
  };
}

/** The most records in an invocation: far more than usually wait, and few enough to handle well within its time. */
export const DEFAULT_BATCH = 100;

/** What rooms follow that a stage decides. `infra/stages.ts` has the values. */
export interface StageSettings {
  /**
   * What one operator may change of a charge alone, minor units by currency. Above it, and in other currencies, a second
   * operator must approve.
   */
  readonly adjustmentLimits: Readonly<Record<string, number>>;
  /** Whose invoices they are, as the tax law of the place wants it. */
  readonly seller: {
    readonly name: string;
    /** Line by line. */
    readonly address: readonly string[];
    /** With its country's letters where it is a number of the Union. */
    readonly vatId: string;
  };
}
export type StageSetting = keyof StageSettings;

export type SocketRoute = '$connect' | '$disconnect' | '$default';

/** The actions that the links of a function allow. */
export type PhotoUse = 'upload' | 'read';

/** The uses that a function may have of its room's table. `infra/permissions/dynamodb.ts` has their actions. */
export type TableUse =
  /** Reads items of read models, and operations, by their keys. */
  | 'read'
  /** Reads lists of read models, by their index. */
  | 'search'
  /** Decides messages: reads aggregates, commits operations. */
  | 'decide'
  /** With `decide`: constraints, and messages that wait for earlier ones, on topics that block. */
  | 'constrain'
  /** With `decide`: messages that wait for earlier ones, on topics that block, in rooms without constraints. */
  | 'wait'
  /** Delivers what dead functions left behind. */
  | 'sweep'
  /**
   * With `sweep`, in rooms with timers of more than 15 minutes: removes timers from the table when they are due. With
   * `decide`, in rooms that drop timers more than 90 seconds before they are due: removes them, if the table has them.
   */
  | 'due'
  /** Reads folded items. */
  | 'load'
  /** Reads and writes folded items. */
  | 'keep'
  /** Writes pushes, each with its number in the sequence of its stream. */
  | 'append'
  /** Writes items, each by its own key, and reads none. */
  | 'note'
  /** Gives out tickets, and redeems them. */
  | 'give-tickets'
  | 'redeem-tickets'
  /** Writes the open connections. */
  | 'connect'
  /** Reads the pushes that connections lack, and writes how far they have them. */
  | 'deliver'
  /** Finds the connections whose operators watch the fleet. */
  | 'watched'
  /** Finds silent connections, and removes them. */
  | 'look-after'
  /** Writes what is to be sent to partners, and whether they may see what is personal. */
  | 'fan-out'
  /** Takes what is due at a partner's endpoint, and writes what came of it. */
  | 'send'
  /** Writes what is to be sent to a partner again. */
  | 'replay'
  /** Finds the endpoints at which something is due. */
  | 'wake';

export interface Consumption {
  readonly topic: TopicContract;
  /** The types that it decodes. It ignores other types on the topic. */
  readonly messages: readonly (MessageContract | MqttContract)[];
  /**
   * Whether a function that is new reads only what was written since the stage's `consumers.historyEnds`: a room that
   * charges does not charge for what was before it. By default it reads the topic from the beginning.
   */
  readonly skipsHistory?: boolean;
  /** The most records in an invocation: 1 to 10,000, by default `DEFAULT_BATCH`. */
  readonly batchSize?: number;
}
