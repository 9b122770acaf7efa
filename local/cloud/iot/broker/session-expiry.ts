import type { Readable } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import { LIMITS } from './limits.ts';

/** What the broker remembers of clients that asked for a persistent session. */
export interface SessionStore {
  cleanSubscriptions(client: { readonly id: string }): Promise<void>;
  outgoingStream(client: { readonly id: string }): Readable;
  outgoingClearMessageId(client: { readonly id: string }, packet: unknown): Promise<unknown>;
}

/** Ends persistent sessions an hour of platform time after their connection: queue and subscriptions are gone. */
export class SessionExpiry {
  private readonly clock: Clock;
  private readonly store: SessionStore;
  private readonly expiring = new Map<string, () => void>();

  constructor(clock: Clock, store: SessionStore) {
    this.clock = clock;
    this.store = store;
  }

  connected(clientId: string): void {
    this.expiring.get(clientId)?.();
    this.expiring.delete(clientId);
  }

  disconnected(clientId: string): void {
    this.connected(clientId);
    const at = this.clock.now() + LIMITS.sessionExpiryMilliseconds;
    const cancel = this.clock.schedule(
      at,
      `MQTT session of ${clientId}`,
      async () => await this.expire(clientId),
    );
    this.expiring.set(clientId, cancel);
  }

  private async expire(id: string): Promise<void> {
    this.expiring.delete(id);
    await this.store.cleanSubscriptions({ id });
    for await (const packet of this.store.outgoingStream({ id })) {
      await this.store.outgoingClearMessageId({ id }, packet);
    }
  }
}
