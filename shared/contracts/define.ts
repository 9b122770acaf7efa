import type { Static, TSchema } from 'typebox';
import type { Audience } from './audience.ts';
import type { ErrorCode } from './errors.ts';

/**
 * What crosses an edge is defined once, here in `shared/contracts/`, as a value that carries its name, version,
 * schema and example. Types come from `Data<typeof contract>`, validators from `validate.ts`, topics, rule SQL,
 * OpenAPI and AsyncAPI from the lists in `catalogue.ts`.
 */

export type Principal = 'rider' | 'operator' | 'partner';

/** A Kafka topic: who may write it, how long it is kept and where. */
export interface TopicContract {
  readonly name: string;
  readonly description: string;
  /** What the record key is. */
  readonly key: string;
  /** `cloudevents`: JSON, structured mode. `car`: as the car sent it; what the rule adds is in headers. `raw`: anything. */
  readonly format: 'cloudevents' | 'car' | 'raw';
  readonly retentionDays: number;
  /** Kept in tiered storage in production: for topics that are read whole only to rebuild. */
  readonly tiered: boolean;
  /** `region`: stays in its region. `anonymised`: may leave it. */
  readonly residency: 'region' | 'anonymised';
  /**
   * What happens to later records of a key when one can never be decoded or decided:
   * `continue` sends only that one to the dead letters; `block` also sends the later ones of its key, until a redrive.
   */
  readonly onPoison: 'continue' | 'block';
  /** How large it is expected to be; the stage's configuration turns it into partitions. */
  readonly volume: 'telemetry' | 'business' | 'rare';
}

interface Message<Kind extends string, Type extends string, Schema extends TSchema> {
  readonly kind: Kind;
  /** `<room>.<name>.v<major>`: a change that an old reader would misread is a new major version. */
  readonly type: Type;
  readonly topic: TopicContract;
  readonly description: string;
  readonly data: Schema;
  /** The property of `data` that is the record's key and the CloudEvent's subject. */
  readonly key: keyof Static<Schema> & string;
  readonly example: Static<Schema>;
}

export interface EventContract<Type extends string = string, Schema extends TSchema = TSchema>
  extends Message<'event', Type, Schema> {
  /** Who hears of it at once; or why nobody does. */
  readonly heardBy: Audience<keyof Static<Schema> & string>;
}

export interface CommandContract<Type extends string = string, Schema extends TSchema = TSchema>
  extends Message<'command', Type, Schema> {
  /** A command that is older than this when it is decided is answered with EXPIRED. */
  readonly expiresAfterSeconds: number;
}

export type MessageContract = EventContract | CommandContract;

/** An event that a room decides, without its envelope: what an event's contract makes. */
export interface DomainEvent<Type extends string = string, Content = unknown> {
  readonly type: Type;
  readonly data: Content;
}

declare const madeByContract: unique symbol;

/** A command for a room, without its envelope. Only its contract makes one, so that its data follows the contract. */
export interface Command<Contract extends CommandContract = CommandContract> {
  readonly to: 'room';
  readonly contract: Contract;
  readonly data: Data<Contract>;
  /** Exists for the compiler only. */
  readonly [madeByContract]: true;
}

/** What a port's function is asked to do. Only the port's contract makes one. */
export interface PortRequest<Schema extends TSchema = TSchema> {
  readonly to: 'port';
  readonly port: PortContract<Schema>;
  readonly request: Static<Schema>;
  /** Exists for the compiler only. */
  readonly [madeByContract]: true;
}

/** The contract of an event, and what makes such events: `started({ vin, … })`. */
export type EventCreator<Type extends string, Schema extends TSchema> = EventContract<Type, Schema> &
  ((data: Static<Schema>) => DomainEvent<Type, Static<Schema>>);

/** The contract of a command, and what makes such commands: `unlock({ vin, … })`. */
export type CommandCreator<Type extends string, Schema extends TSchema> = CommandContract<Type, Schema> &
  ((data: Static<Schema>) => Command<CommandContract<Type, Schema>>);

/** A port of a room: a queue, and a function that calls out of the platform. */
export interface PortContract<Schema extends TSchema = TSchema> {
  readonly kind: 'port';
  /** Unique among the ports of its room. */
  readonly id: string;
  /** The name under which the check of its requests is compiled. */
  readonly check: string;
  readonly request: Schema;
}

/** The contract of a port, and what makes its requests: `licencePort({ riderId, … })`. */
export type PortRequestCreator<Schema extends TSchema> = PortContract<Schema> &
  ((request: Static<Schema>) => PortRequest<Schema>);

/** An MQTT message between a car and the platform. */
export interface MqttContract<Name extends string = string, Schema extends TSchema = TSchema> {
  readonly kind: 'mqtt';
  readonly name: Name;
  /** With `{vin}` in place of the car's VIN. */
  readonly topic: string;
  readonly direction: 'up' | 'down';
  readonly qos: 0 | 1;
  /** Published to `$aws/rules/<rule>/<topic>`: no messaging charge, no subscribers. */
  readonly basicIngest: boolean;
  /** The Kafka topic that the IoT rule writes it to; the key is the VIN. */
  readonly into?: TopicContract;
  readonly description: string;
  readonly payload: Schema;
  /**
   * What the platform needs to take a message, where it takes more than `payload` allows and judges the rest field by
   * field. Writers follow `payload`.
   */
  readonly taken?: TSchema;
  readonly example: Static<Schema>;
}

/** A message between an app and the platform over the app's WebSocket, JSON text. */
export interface SocketContract<Name extends string = string, Schema extends TSchema = TSchema> {
  readonly kind: 'socket';
  readonly name: Name;
  /** From the app to the platform, or the other way. */
  readonly direction: 'up' | 'down';
  readonly description: string;
  readonly payload: Schema;
  readonly example: Static<Schema>;
}

export interface ResponseContract {
  readonly description: string;
  /** Of the body, where it is not JSON. */
  readonly mediaType?: string;
  readonly body?: TSchema;
  readonly example?: unknown;
}

/** An HTTP route. A route with a `command` changes something: it takes `Idempotency-Key` and `Prefer: wait=N`. */
export interface RouteContract {
  readonly kind: 'route';
  /** Its OpenAPI operationId. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for path parameters. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may call it; none means that no token is needed. */
  readonly principals: readonly Principal[];
  /** Schema of the path parameters (an object). */
  readonly params?: TSchema;
  /** Schema of the query parameters (an object of strings, with patterns). */
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly bodyExample?: unknown;
  /** The command that a change becomes. */
  readonly command?: CommandContract;
  /** Seconds for which every cache may keep the answer. Without it no cache may. */
  readonly keptSeconds?: number;
  readonly success: { readonly status: 200 | 201 | 204 } & ResponseContract;
  /** The codes that this route may answer, besides those that every route may answer. */
  readonly errors: readonly ErrorCode[];
}

export type Data<Contract extends { data: TSchema }> = Static<Contract['data']>;

export function topic(contract: TopicContract): TopicContract {
  return contract;
}

export function event<const Type extends string, Schema extends TSchema>(
  contract: Omit<EventContract<Type, Schema>, 'kind'>,
): EventCreator<Type, Schema> {
  const { type } = contract;
  const create = (data: Static<Schema>): DomainEvent<Type, Static<Schema>> => ({ type, data });
  return Object.assign(create, { kind: 'event' } as const, contract);
}

export function command<const Type extends string, Schema extends TSchema>(
  contract: Omit<CommandContract<Type, Schema>, 'kind'>,
): CommandCreator<Type, Schema> {
  const creator: CommandCreator<Type, Schema> = Object.assign(
    (data: Static<Schema>) =>
      ({ to: 'room', contract: creator, data }) as unknown as Command<CommandContract<Type, Schema>>,
    { kind: 'command' } as const,
    contract,
  );
  return creator;
}

export function port<Schema extends TSchema>(
  contract: Omit<PortContract<Schema>, 'kind'>,
): PortRequestCreator<Schema> {
  const creator: PortRequestCreator<Schema> = Object.assign(
    (request: Static<Schema>) => ({ to: 'port', port: creator, request }) as unknown as PortRequest<Schema>,
    { kind: 'port' } as const,
    contract,
  );
  return creator;
}

export function mqtt<const Name extends string, Schema extends TSchema>(
  contract: Omit<MqttContract<Name, Schema>, 'kind'>,
): MqttContract<Name, Schema> {
  return { kind: 'mqtt', ...contract };
}

export function socket<const Name extends string, Schema extends TSchema>(
  contract: Omit<SocketContract<Name, Schema>, 'kind'>,
): SocketContract<Name, Schema> {
  return { kind: 'socket', ...contract };
}

export function route<const Contract extends Omit<RouteContract, 'kind'>>(
  contract: Contract,
): Contract & { readonly kind: 'route' } {
  return { kind: 'route', ...contract };
}
