import { afterwards, type StoredDelivery } from '../../../../functions/partners/deliveries/stored.ts';
import type { Health } from '../../../../functions/partners/sending/health.ts';
import type { DeliveryTable, Entry, Lease } from '../../../../functions/partners/sending/sender.ts';
import { addSeconds, isBefore } from '../../../../shared/kernel/time.ts';

/** What the room's table keeps of deliveries, in memory, with the same conditions. */

interface EndpointItem {
  wakes: number;
  lease?: string;
  leasedUntil?: string;
  health?: Health;
  wakeAt?: string;
}

const LEASE_SECONDS = 150;

const keyOf = (entry: Entry | undefined): string | undefined =>
  entry === undefined ? undefined : `${entry.dueAt}#${entry.deliveryId}`;

/** Where an entry with this key stands, or would stand. */
function placeIn(entries: readonly Entry[], key = ''): number {
  let from = 0;
  let to = entries.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keyOf(entries[middle]) ?? '') < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

export class TableInMemory implements DeliveryTable {
  readonly deliveries = new Map<string, StoredDelivery>();
  /** By endpoint, in the order of their keys. */
  readonly due = new Map<string, Entry[]>();
  readonly items = new Map<string, EndpointItem>();
  #leases = 0;

  item(endpointId: string): EndpointItem {
    const known = this.items.get(endpointId) ?? { wakes: 0 };
    this.items.set(endpointId, known);
    return known;
  }

  /** As the fan-out does: the delivery and its entry in one step, then word that something was appended. */
  append(stored: StoredDelivery, now: string): void {
    if (!this.deliveries.has(stored.deliveryId)) {
      this.deliveries.set(stored.deliveryId, stored);
      this.#put(stored.endpointId, { dueAt: now, deliveryId: stored.deliveryId, attempts: 0 });
    }
    const item = this.item(stored.endpointId);
    item.wakes += 1;
    item.wakeAt = now;
  }

  replay(stored: StoredDelivery, now: string): void {
    this.deliveries.set(stored.deliveryId, afterwards(stored, 'PENDING', { nextAt: now }));
    this.#put(stored.endpointId, { dueAt: now, deliveryId: stored.deliveryId, attempts: 0 });
    const item = this.item(stored.endpointId);
    item.wakes += 1;
    item.wakeAt = now;
  }

  overdue(now: string): string[] {
    return [...this.items].flatMap(([endpointId, { wakeAt }]) =>
      wakeAt !== undefined && !isBefore(now, wakeAt) ? [endpointId] : [],
    );
  }

  #put(endpointId: string, entry: Entry): void {
    const entries = this.due.get(endpointId) ?? [];
    this.due.set(endpointId, entries);
    const place = placeIn(entries, keyOf(entry));
    entries.splice(place, keyOf(entries[place]) === keyOf(entry) ? 1 : 0, entry);
  }

  #remove(endpointId: string, entry: Entry): void {
    const entries = this.due.get(endpointId) ?? [];
    const place = placeIn(entries, keyOf(entry));
    if (keyOf(entries[place]) === keyOf(entry)) entries.splice(place, 1);
  }

  lease(endpointId: string, now: string): Promise<Lease | undefined> {
    const item = this.item(endpointId);
    if (item.leasedUntil !== undefined && !isBefore(item.leasedUntil, now)) return Promise.resolve(undefined);
    this.#leases += 1;
    item.lease = `lease ${this.#leases}`;
    item.leasedUntil = addSeconds(now, LEASE_SECONDS);
    item.wakeAt ??= now;
    return Promise.resolve({ id: item.lease, wakes: item.wakes, health: item.health });
  }

  wakes(endpointId: string): Promise<number> {
    return Promise.resolve(this.item(endpointId).wakes);
  }

  entries(endpointId: string, most: number): Promise<readonly Entry[]> {
    return Promise.resolve((this.due.get(endpointId) ?? []).slice(0, most));
  }

  delivery(_: string, deliveryId: string): Promise<StoredDelivery | undefined> {
    return Promise.resolve(this.deliveries.get(deliveryId));
  }

  settle(stored: StoredDelivery, entry: Entry, next: Entry | undefined): Promise<void> {
    this.deliveries.set(stored.deliveryId, stored);
    this.#remove(stored.endpointId, entry);
    if (next !== undefined) this.#put(stored.endpointId, next);
    return Promise.resolve();
  }

  drop(endpointId: string, entry: Entry): Promise<void> {
    this.#remove(endpointId, entry);
    return Promise.resolve();
  }

  keep(endpointId: string, lease: Lease, health: Health): Promise<void> {
    const item = this.item(endpointId);
    if (item.lease === lease.id) item.health = health;
    return Promise.resolve();
  }

  release(
    endpointId: string,
    lease: Lease,
    wakes: number,
    health: Health | undefined,
    wakeAt: string | undefined,
  ): Promise<'released' | 'woken' | 'lost'> {
    const item = this.item(endpointId);
    if (item.lease !== lease.id) return Promise.resolve('lost');
    if (item.wakes !== wakes) return Promise.resolve('woken');
    this.items.set(endpointId, {
      wakes: item.wakes,
      ...(health === undefined ? {} : { health }),
      ...(wakeAt === undefined ? {} : { wakeAt }),
    });
    return Promise.resolve('released');
  }
}
