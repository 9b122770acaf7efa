import type { Connection } from './connection.ts';

/** A message on `$aws/events/presence/…`. */
export interface PresenceEvent {
  readonly topic: string;
  readonly payload: Buffer;
}

/**
 * Tells of connections, as AWS IoT's lifecycle events do. The version number grows with each connection of a client
 * id; its connected and disconnected events share it.
 */
export class Presence {
  private readonly versions = new Map<string, number>();

  connected(connection: Connection, time: number): PresenceEvent | undefined {
    const version = (this.versions.get(connection.clientId) ?? -1) + 1;
    this.versions.set(connection.clientId, version);
    return this.event('connected', connection, time, { ipAddress: connection.address });
  }

  disconnected(connection: Connection, time: number): PresenceEvent | undefined {
    const disconnectReason = connection.reason ?? 'CONNECTION_LOST';
    return this.event('disconnected', connection, time, {
      clientInitiatedDisconnect: disconnectReason === 'CLIENT_INITIATED_DISCONNECT',
      disconnectReason,
    });
  }

  private event(
    eventType: 'connected' | 'disconnected',
    { clientId, certificateId, sessionId }: Connection,
    time: number,
    more: object,
  ): PresenceEvent | undefined {
    // “Client IDs that contain # or + do not receive lifecycle events.”
    if (/[#+]/.test(clientId)) return undefined;
    const event = {
      clientId,
      timestamp: Math.floor(time),
      eventType,
      sessionIdentifier: sessionId,
      principalIdentifier: certificateId,
      ...more,
      versionNumber: this.versions.get(clientId) ?? 0,
    };
    return {
      topic: `$aws/events/presence/${eventType}/${clientId}`,
      payload: Buffer.from(JSON.stringify(event)),
    };
  }
}
