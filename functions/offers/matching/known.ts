import type { PublishedOffer } from '../../../shared/contracts/offers/offer.ts';
import { addSeconds, type Instant, instant, isBefore } from '../../../shared/kernel/time.ts';
import { readAll, readPage } from '../../../shared/runtime/read-models.ts';
import { allOffers, drivingNow } from '../read-models.ts';
import type { Matcher } from './matcher.ts';

/** What the matcher knows of the table: who drives, and which offers there are. It is read again when it is old. */

const OLD_MS = 10_000;
/** The index may show a change that much after a later one. */
const LATE_SECONDS = 120;

export class Known {
  readonly #matcher: Matcher;
  readonly #offers = new Map<string, PublishedOffer>();
  #readAt = Number.NEGATIVE_INFINITY;
  #newest: Instant | undefined;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  /** Reads again what is older than ten seconds. */
  async refresh(now: number): Promise<void> {
    if (now - this.#readAt < OLD_MS) return;
    const [driving, isChanged] = await Promise.all([readAll(drivingNow, {}), this.#readOffers()]);
    this.#matcher.setDriving(driving);
    if (isChanged) this.#matcher.setOffers([...this.#offers.values()], now);
    else this.#matcher.refresh(now);
    this.#readAt = now;
  }

  /** Those that changed last come first, so after the first time only they are read. */
  async #readOffers(): Promise<boolean> {
    const known = this.#newest === undefined ? instant(0) : addSeconds(this.#newest, -LATE_SECONDS);
    let isChanged = false;
    let cursor: string | undefined;
    do {
      const page = await readPage(allOffers, {}, { cursor });
      for (const offer of page.items) {
        if (this.#offers.get(offer.offerId)?.changedAt === offer.changedAt) continue;
        this.#offers.set(offer.offerId, offer);
        isChanged = true;
        if (this.#newest === undefined || isBefore(this.#newest, offer.changedAt))
          this.#newest = offer.changedAt;
      }
      const oldest = page.items.at(-1)?.changedAt;
      cursor = oldest !== undefined && isBefore(oldest, known) ? undefined : page.cursor;
    } while (cursor !== undefined);
    return isChanged;
  }
}
