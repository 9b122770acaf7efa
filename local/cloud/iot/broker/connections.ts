import type { Client } from 'aedes';
import type { Connection, ConnectionInfo, DisconnectReason } from './connection.ts';

/** The connections of a broker, by aedes' client and by client id. */
export class Connections {
  /** Weak, because aedes tells of an end some time after the socket has closed. */
  private readonly byClient = new WeakMap<Client, Connection>();
  private readonly sockets = new Set<Client>();
  private readonly clients = new Map<string, Client>();

  /** A connection that is being made: it may do things, but is not listed yet. */
  open(client: Client, connection: Connection): void {
    this.byClient.set(client, connection);
    this.sockets.add(client);
    client.conn.once('close', () => this.sockets.delete(client));
  }

  ready(client: Client): void {
    this.clients.set(client.id, client);
  }

  ended(client: Client): void {
    if (this.clients.get(client.id) === client) this.clients.delete(client.id);
  }

  of(client: Client): Connection | undefined {
    return this.byClient.get(client);
  }

  /** The first reason for an end is the one that counts. */
  blame(client: Client | undefined, reason: DisconnectReason): void {
    const connection = client === undefined ? undefined : this.byClient.get(client);
    if (connection !== undefined) connection.reason ??= reason;
  }

  current(clientId: string): Client | undefined {
    return this.clients.get(clientId);
  }

  matching(test: (connection: Connection) => boolean): Client[] {
    return [...this.sockets].filter((client) => {
      const connection = this.byClient.get(client);
      return connection !== undefined && test(connection);
    });
  }

  list(): ConnectionInfo[] {
    return [...this.clients.values()]
      .map((client) => this.byClient.get(client)?.info())
      .filter((info) => info !== undefined);
  }
}
