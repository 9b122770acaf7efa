import type { Server, TLSSocket } from 'node:tls';
import {
  Aedes,
  type AedesPublishPacket,
  type Client,
  type ConnectPacket,
  type PublishPacket,
  type SubscribePacket,
  type Subscription,
} from 'aedes';
import { certificateId } from '../../core/authority.ts';
import type { Cloud } from '../../core/cloud.ts';
import { oneLine } from '../../core/foreign-text.ts';
import type { IotArns } from '../arns.ts';
import type { Registry } from '../registry/registry.ts';
import { type Refused, refuseConnect, refusePublish, refuseSubscribe } from './admission.ts';
import { Connection, type ConnectionInfo } from './connection.ts';
import { Connections } from './connections.ts';
import { endGently } from './gentle-end.ts';
import { effectiveKeepAlive } from './limits.ts';
import { startMqttServer } from './mqtt-server.ts';
import { Presence, type PresenceEvent } from './presence.ts';
import { SessionExpiry, type SessionStore } from './session-expiry.ts';

/** A message that the broker took from a client. */
export interface ClientMessage {
  /** As published: with the prefix of Basic Ingest. */
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly clientId: string;
  /** The certificate's id. */
  readonly principal: string;
}

export interface BrokerListener {
  /**
   * Called before the PUBACK is written, so it must return at once. Says whether subscribers get the message, and
   * how often.
   */
  message(message: ClientMessage): number;
  presence(event: PresenceEvent): void;
}

/** A client that reads nothing for so long is disconnected: until then it holds up what others get. */
const DRAIN_MILLISECONDS = 5000;
/** A topic that nobody can subscribe to: where publishes go that no subscriber may see. */
const NOWHERE = '$local/nowhere';
/** The return code for a client that may not connect, and for one whose id is not valid. */
const RETURN_CODE = { AUTH_ERROR: 7, CLIENT_ERROR: 2 } as const;

/** The parts of aedes 1.2.0 that its types leave out. */
interface ClientInternals {
  /** Set by a DISCONNECT packet. */
  readonly _disconnected: boolean;
  readonly _parser: {
    prependListener(
      event: 'packet',
      listener: (packet: SubscribePacket | { readonly cmd: 'other' }) => void,
    ): void;
  };
}

/** The message broker: MQTT 3.1.1 over mutual TLS, with the rules and limits of AWS IoT Core. */
export class MqttBroker {
  private readonly cloud: Cloud;
  private readonly registry: Registry;
  private readonly arns: IotArns;
  private readonly listener: BrokerListener;
  private readonly aedes = new Aedes({ drainTimeout: DRAIN_MILLISECONDS, concurrency: 1000 });
  private readonly connections = new Connections();
  private readonly presence = new Presence();
  private sessions: SessionExpiry | undefined;
  private server: Server | undefined;
  private stopping = false;

  constructor(cloud: Cloud, registry: Registry, arns: IotArns, listener: BrokerListener) {
    this.cloud = cloud;
    this.registry = registry;
    this.arns = arns;
    this.listener = listener;
  }

  /** Where clients connect, once it listens. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** @throws {IotError} MQTT_PORT_TAKEN, MQTT_NOT_LISTENING */
  async start(): Promise<void> {
    await this.aedes.listen();
    const store = (this.aedes as unknown as { readonly persistence: SessionStore }).persistence;
    this.sessions = new SessionExpiry(this.cloud.clock, store);
    this.hook();
    this.server = await startMqttServer(this.cloud, (socket) => this.accept(socket));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { server } = this;
    const closed = new Promise<void>(
      (resolve) => void (server === undefined ? resolve() : server.close(() => resolve())),
    );
    await new Promise<void>((resolve) => this.aedes.close(() => resolve()));
    await closed;
  }

  /** Delivers a message to the subscribers; does not wait for them. */
  publish(message: { topic: string; payload: Buffer; qos: 0 | 1; retain?: boolean }): void {
    const packet: PublishPacket = { cmd: 'publish', dup: false, retain: false, ...message };
    this.aedes.publish(packet, () => undefined);
  }

  list(): ConnectionInfo[] {
    return this.connections.list();
  }

  /** Ends connections: of one client id, or of everyone with a certificate. */
  disconnect(who: { readonly clientId: string } | { readonly certificateId: string }): void {
    const meant = this.connections.matching((connection) =>
      'clientId' in who
        ? connection.clientId === who.clientId
        : connection.certificateId === who.certificateId,
    );
    for (const client of meant) {
      this.connections.blame(client, 'SERVER_INITIATED_DISCONNECT');
      client.close();
    }
  }

  private accept(socket: TLSSocket): void {
    const client = this.aedes.handle(socket);
    const destroy = socket.destroy.bind(socket);
    let isEnding = false;
    // aedes destroys the socket when it has handled a DISCONNECT, and does so again when the client is closed.
    socket.destroy = (error) => {
      const { _disconnected: isDisconnected } = client as unknown as ClientInternals;
      if (error !== undefined || !isDisconnected || isEnding || this.stopping) return destroy(error);
      if (client.closed) {
        isEnding = true;
        endGently(socket, () => void destroy());
      } else client.close();
      return socket;
    };
  }

  private hook(): void {
    const { aedes } = this;
    aedes.preConnect = (client, packet, done) => this.onConnect(client, packet, done);
    aedes.authorizePublish = (client, packet, done) => done(this.onPublish(client, packet));
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const error = this.onSubscribe(client, subscription);
      if (error === undefined) done(null, subscription);
      else done(error);
    };
    aedes.authorizeForward = (client, packet) => this.onForward(client, packet);
    aedes.on('clientReady', (client) => this.onReady(client));
    aedes.on('clientDisconnect', (client) => this.onDisconnect(client));
    aedes.on('unsubscribe', (filters, client) => {
      for (const filter of filters) this.connections.of(client)?.unsubscribe(filter);
    });
    aedes.on('keepaliveTimeout', (client) => this.connections.blame(client, 'MQTT_KEEP_ALIVE_TIMEOUT'));
    aedes.on('clientError', (client, error) => {
      this.connections.blame(client, isNetworkError(error) ? 'CONNECTION_LOST' : 'CLIENT_ERROR');
      this.log('WARN', `client ${client.id} was disconnected: ${error.message}`);
    });
    aedes.on('connectionError', (_, error) => this.log('WARN', `a connection ended: ${error.message}`));
  }

  private onConnect(
    client: Client,
    packet: ConnectPacket,
    done: (error: Error | null, success: boolean) => void,
  ): void {
    const socket = client.conn as TLSSocket;
    const raw = socket.getPeerX509Certificate()?.raw;
    const who = {
      clientId: packet.clientId,
      certificateId: raw === undefined ? '' : certificateId(raw),
      address: socket.remoteAddress ?? '',
    };
    const { usedPermissions, clock } = this.cloud;
    const connection = new Connection(this.registry, usedPermissions, who, clock.now());
    const refused = refuseConnect(connection, packet, this.registry, this.arns);
    if (refused !== undefined) {
      // The answer must leave before aedes destroys the socket.
      const answer = Buffer.from([0x20, 2, 0, RETURN_CODE[refused.reason]]);
      socket.end(answer, () => done(new Error(`${packet.clientId} may not connect: ${refused.why}`), false));
      return;
    }
    packet.keepalive = effectiveKeepAlive(packet.keepalive ?? 0);
    this.connections.blame(this.connections.current(packet.clientId), 'DUPLICATE_CLIENTID');
    this.connections.open(client, connection);
    // The hook that authorizes a subscription sees one filter, not the packet with all of them.
    (client as unknown as ClientInternals)._parser.prependListener('packet', (next) => {
      if (next.cmd === 'subscribe') connection.filtersInRequest = next.subscriptions.length;
    });
    done(null, true);
  }

  private onReady(client: Client): void {
    const connection = this.connections.of(client);
    if (connection === undefined) return;
    this.connections.ready(client);
    this.sessions?.connected(client.id);
    this.tell(this.presence.connected(connection, this.cloud.clock.now()));
  }

  private onDisconnect(client: Client): void {
    const connection = this.connections.of(client);
    if (connection === undefined) return;
    if ((client as unknown as ClientInternals)._disconnected)
      connection.reason ??= 'CLIENT_INITIATED_DISCONNECT';
    this.connections.ended(client);
    if (this.stopping) return;
    if (!client.clean) this.sessions?.disconnected(client.id);
    this.tell(this.presence.disconnected(connection, this.cloud.clock.now()));
  }

  /** An error ends the connection. */
  private onPublish(client: Client | null, packet: PublishPacket): Error | null {
    const connection = client === null ? undefined : this.connections.of(client);
    if (connection === undefined) return new Error('a publish without a connection');
    const { topic, qos, retain } = packet;
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
    const request = { topic, qos, retain, payloadBytes: payload.length };
    const refused = refusePublish(connection, request, this.arns);
    if (refused !== undefined) return refuse(connection, refused);
    if (!connection.mayPublishNow()) {
      connection.dropped++;
      this.cloud.journal.count('iot.publish.throttled');
      // With QoS 0 aedes sends no PUBACK.
      Object.assign(packet, { topic: NOWHERE, retain: false, qos: 0 });
      return null;
    }
    connection.published++;
    const { clientId, certificateId: principal } = connection;
    const copies = this.listener.message({ topic, payload, qos: qos === 0 ? 0 : 1, clientId, principal });
    if (copies === 0) Object.assign(packet, { topic: NOWHERE, retain: false });
    for (let copy = 1; copy < copies; copy++) this.publish({ topic, payload, qos: qos === 0 ? 0 : 1 });
    return null;
  }

  private onSubscribe(client: Client, subscription: Subscription): Error | undefined {
    const connection = this.connections.of(client);
    if (connection === undefined) return new Error('a subscription without a connection');
    const refused = refuseSubscribe(connection, subscription, this.arns);
    return refused === undefined ? undefined : refuse(connection, refused);
  }

  private onForward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    const connection = this.connections.of(client);
    if (connection === undefined || !connection.wants(packet.topic, packet.retain)) return null;
    if (!connection.may('iot:Receive', this.arns.topic(packet.topic))) return null;
    connection.received++;
    return packet;
  }

  private tell(event: PresenceEvent | undefined): void {
    if (event !== undefined) this.listener.presence(event);
  }

  private log(level: 'INFO' | 'WARN', text: string): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'iot', level, text: oneLine(text) });
  }
}

function refuse(connection: Connection, { reason, why }: Refused): Error {
  connection.reason ??= reason;
  return new Error(why);
}

function isNetworkError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && /^(ECONN|EPIPE|ETIMEDOUT)/.test(error.code);
}
