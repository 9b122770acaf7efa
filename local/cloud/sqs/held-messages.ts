import type { Cloud } from '../core/cloud.ts';
import type { PlainRecord } from '../core/plain-value.ts';
import { DelayLog, type HeldMessage } from './delay-log.ts';

type Release = (queue: string, message: PlainRecord) => Promise<void>;

const RETRY_MILLISECONDS = 1000;

/**
 * Messages with a delay wait here, by the platform's clock, because the engine knows only the real one. They are
 * written down, so that the next start on the data directory holds them again.
 */
export class HeldMessages {
  private readonly cloud: Cloud;
  private readonly release: Release;
  private readonly log: DelayLog;
  private readonly counts = new Map<string, number>();

  constructor(cloud: Cloud, release: Release) {
    this.cloud = cloud;
    this.release = release;
    this.log = new DelayLog(cloud.dataDirectory);
    const waiting = this.log.open();
    cloud.onStart('delayed messages', () => {
      for (const message of waiting) this.wait(message);
      return Promise.resolve();
    });
  }

  /** Resolves once the message is written down. */
  async hold(held: HeldMessage): Promise<void> {
    await this.log.add(held);
    this.wait(held);
  }

  /** How many messages a queue has waiting. */
  count(queue: string): number {
    return this.counts.get(queue) ?? 0;
  }

  close(): Promise<void> {
    return this.log.close();
  }

  private wait(held: HeldMessage): void {
    this.counts.set(held.queue, this.count(held.queue) + 1);
    this.schedule(held, held.due);
  }

  private schedule(held: HeldMessage, at: number): void {
    this.cloud.clock.schedule(at, `delayed message for ${held.queue}`, async () => {
      try {
        await this.release(held.queue, held.message);
      } catch (error) {
        this.schedule(held, this.cloud.clock.now() + RETRY_MILLISECONDS);
        throw error;
      }
      this.counts.set(held.queue, this.count(held.queue) - 1);
      await this.log.remove(held.id);
    });
  }
}
