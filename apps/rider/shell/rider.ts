import {
  ApiError,
  type Client,
  createClient,
  type FreeCar,
  type GivenOffer,
  type Live,
  type LiveState,
  type Push,
  type Rental,
} from '@roadstream/sdk';
import type { SiteConfig } from '../../sign-in/config.ts';
import type { Session } from '../../sign-in/session.ts';
import { forgetCar, type KnownCar, keepCar, keptCar } from './known-car.ts';

/** What the app knows of the rider who is signed in. All of it is in memory, and goes with the page. */

export type OwnData = Awaited<ReturnType<Client['getMe']>>;

export interface Snapshot {
  readonly connection: LiveState;
  /** `stranger`: has not signed up. Undefined as long as it is loading. */
  readonly me?: OwnData | 'stranger';
  /** The reservation or the trip that is under way, or the one that has just ended; null for none. Undefined while loading. */
  readonly rental?: Rental | null;
  /** When the platform was asked for what is under way now, by this page's clock. */
  readonly askedAt?: number;
  /** Milliseconds from the last unlock to the car's answer. */
  readonly openedIn?: number;
  /** The newest offers that were made to the rider, newest first. Undefined until they are read. */
  readonly given?: readonly GivenOffer[];
  /** Counts what has become known of the points: what shows them reads them again. */
  readonly pointsTurn: number;
  /** The same for payments, fees and invoices. */
  readonly moneyTurn: number;
  /** Why the first load failed. */
  readonly failure?: unknown;
}

const OVER: ReadonlySet<Rental['state']> = new Set(['ENDED', 'CANCELLED', 'EXPIRED']);
export const isOver = ({ state }: Rental): boolean => OVER.has(state);

const CHECK_AGAIN_MS = 1_500;
const MOST_OFFERS = 50;

export class Rider {
  readonly client: Client;
  readonly session: Session;
  readonly live: Live;
  #now: Snapshot = { connection: 'connecting', pointsTurn: 0, moneyTurn: 0 };
  readonly #listeners = new Set<() => void>();
  /** The rental's id whose reading is under way, so that several pushes make one. */
  #reading: string | undefined;
  #readAgain = false;
  #checking: ReturnType<typeof setTimeout> | undefined;

  constructor(config: SiteConfig, session: Session) {
    this.session = session;
    this.client = createClient({ baseUrl: config.api, token: (refused) => session.token(refused) });
    this.live = this.client.live({
      onPush: (push) => this.#hear(push),
      onState: (connection) => this.#set({ connection }),
      onReset: () => void this.load(),
    });
    void this.load();
  }

  get snapshot(): Snapshot {
    return this.#now;
  }

  /** Calls back on each change. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads everything again. */
  async load(): Promise<void> {
    this.#set({ failure: undefined });
    try {
      const [, { rentals }] = await Promise.all([this.readMe(), this.#ownRentals()]);
      const [newest] = rentals;
      this.#set({ rental: newest === undefined || isOver(newest) ? null : newest });
    } catch (failure) {
      this.#set({ failure });
    }
    this.#set({ pointsTurn: this.#now.pointsTurn + 1 });
    this.lookAtMoney();
    // Who wants to drive needs no offers: the page of offers says why they cannot be read.
    await this.readOffers().catch(() => undefined);
  }

  async readOffers(): Promise<void> {
    const { offers } = await this.client.listGivenOffers({ limit: MOST_OFFERS });
    this.#set({ given: offers });
  }

  /** Shows an offer as it is from now on. */
  showOffer(offer: GivenOffer): void {
    const { given = [] } = this.#now;
    const isKnown = given.some(({ issueId }) => issueId === offer.issueId);
    this.#set({
      given: isKnown
        ? given.map((one) => (one.issueId === offer.issueId ? offer : one))
        : [offer, ...given].slice(0, MOST_OFFERS),
    });
  }

  /** Has payments, fees and invoices read again where they are shown. */
  lookAtMoney(): void {
    this.#set({ moneyTurn: this.#now.moneyTurn + 1 });
  }

  /** A stranger has no rentals. */
  async #ownRentals(): Promise<{ readonly rentals: readonly Rental[] }> {
    return await this.client.listRentals({ limit: 1 });
  }

  /** Reads the own data, and again while something is being checked: no push says how that ends. */
  async readMe(): Promise<void> {
    clearTimeout(this.#checking);
    try {
      const me = await this.client.getMe();
      this.#set({ me });
      const isChecked = me.licence?.status === 'PENDING' || me.paymentMethodCheck?.status === 'PENDING';
      if (isChecked)
        this.#checking = setTimeout(() => void this.readMe().catch(() => undefined), CHECK_AGAIN_MS);
    } catch (error) {
      if (!(error instanceof ApiError) || !['RIDER_NOT_REGISTERED', 'NOT_FOUND'].includes(error.code))
        throw error;
      this.#set({ me: 'stranger' });
    }
  }

  async reserve(car: FreeCar, options: readonly string[]): Promise<void> {
    const { vin, price } = car;
    const tariff =
      price === undefined ? {} : { tariff: { tariffId: price.tariffId, version: price.version } };
    const chosen = options.length === 0 ? {} : { options: [...options] };
    const rental = await this.client.reserveCar({ vin, ...tariff, ...chosen });
    keepCar(this.session.subject, car);
    this.#set({ rental, openedIn: undefined, askedAt: undefined });
  }

  /** What the app has seen of the rental's car before it was reserved. */
  carOf({ vin }: Rental): KnownCar | undefined {
    return keptCar(this.session.subject, vin);
  }

  /** Asks for something, and shows the answer at once. What the car does comes as a push. */
  async act(
    rental: Rental,
    action: 'unlock' | 'pause' | 'resume' | 'end' | 'extend' | 'cancel',
  ): Promise<void> {
    const { rentalId } = rental;
    this.#set({ askedAt: performance.now(), openedIn: undefined });
    const calls = {
      unlock: 'unlockRental',
      pause: 'pauseRental',
      resume: 'resumeRental',
      end: 'endRental',
      extend: 'extendReservation',
      cancel: 'cancelRental',
    } as const;
    try {
      this.#show(await this.client[calls[action]]({ rentalId }));
    } finally {
      await this.#read(rentalId);
    }
  }

  /** Puts away what is over, to look for the next car. */
  dismiss(): void {
    forgetCar();
    this.#set({ rental: null, openedIn: undefined });
  }

  leave(): void {
    this.live.close();
    forgetCar();
    this.session.signOut();
  }

  #hear(push: Push): void {
    if (push.event === 'offers.issued.v1' || push.event === 'offers.moved.v1') {
      this.showOffer(push.data.offer);
      return;
    }
    if (push.event.startsWith('loyalty.')) {
      this.#set({ pointsTurn: this.#now.pointsTurn + 1 });
      return;
    }
    if (/^(billing|payments)\./.test(push.event)) this.lookAtMoney();
    const { rental } = this.#now;
    const { rentalId } = push.data as { readonly rentalId?: string };
    if (rentalId === undefined) return;
    if (rental?.rentalId === rentalId) {
      if (push.event === 'rentals.started.v1' && this.#now.askedAt !== undefined)
        this.#set({ openedIn: performance.now() - this.#now.askedAt });
      if (push.state !== undefined && !isOver(rental))
        this.#set({ rental: { ...rental, state: push.state } });
    } else if (rental !== null || push.event !== 'rentals.reserved.v1') return;
    // It may have been reserved on another phone.
    void this.#read(rentalId);
  }

  async #read(rentalId: string): Promise<void> {
    if (this.#reading !== undefined) {
      this.#readAgain = true;
      return;
    }
    this.#reading = rentalId;
    try {
      do {
        this.#readAgain = false;
        this.#show(await this.client.getRental({ rentalId }));
      } while (this.#readAgain);
    } catch {
      // The next push, or the next look, reads it.
    } finally {
      this.#reading = undefined;
    }
  }

  /** Shows what was read, unless the rider has put it away meanwhile. */
  #show(rental: Rental): void {
    const shown = this.#now.rental;
    const isShown = shown?.rentalId === rental.rentalId;
    const isNew = (shown === null || shown === undefined || isOver(shown)) && !isOver(rental);
    if (isShown || isNew) this.#set({ rental });
  }

  #set(change: { [Key in keyof Snapshot]?: Snapshot[Key] | undefined }): void {
    this.#now = { ...this.#now, ...change };
    for (const listener of this.#listeners) listener();
  }
}
