import { randomUUID } from 'node:crypto';
import { type Client, createClient, type FreeCar } from '@roadstream/sdk';
import type { Static } from 'typebox';
import type { Answer, PlatformClient } from '../../local/tools/platform/client.ts';
import { type AdmittedRider, admitRider } from '../../local/tools/registration/riders.ts';
import type { RentalCharge } from '../../shared/contracts/billing/charges.ts';
import type { DocumentEntry } from '../../shared/contracts/billing/documents.ts';
import type { Rental } from '../../shared/contracts/rentals/rentals.ts';

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
}

type RentalAnswer = Static<typeof Rental>;

/** Why nothing was done that is done when it is asked again: the car heard of it too late, or in another session. */
const PASSING: ReadonlySet<string> = new Set(['EXPIRED', 'WRONG_SESSION', 'OVERTAKEN', 'STATE_UNKNOWN']);

/** The car is being asked: what failed before does not matter until it has answered. */
const WAITING: ReadonlySet<RentalAnswer['state']> = new Set(['UNLOCKING', 'PAUSING', 'RESUMING', 'ENDING']);

const isLate = ({ lastFailure }: RentalAnswer): boolean =>
  lastFailure !== undefined && cameTooLate(lastFailure);

/** What may still be decided keeps its key. */
const isUndecided = ({ status }: Answer): boolean => status === 202 || status === 503;

/** Whether to ask again. The platform says EXPIRED; a car that gets a command too late refuses it for that reason. */
export function cameTooLate({
  result,
  reason,
}: {
  readonly result: string;
  readonly reason: string;
}): boolean {
  return result === 'EXPIRED' || (result === 'REJECTED' && PASSING.has(reason));
}

/**
 * Asks under a key of the caller's. What was decided too late has not happened, and its key is used up: it is asked
 * again under the next one.
 */
export async function underKey<Body>(
  key: string,
  ask: (headers: Record<string, string>) => Promise<readonly Answer<Body>[]>,
): Promise<readonly Answer<Body>[]> {
  for (let n = 1; ; n++) {
    const answers = await ask({ 'idempotency-key': n === 1 ? key : `${key}-${n}` });
    const codes = answers.map(({ body }) => (body as Partial<Problem> | undefined)?.code);
    if (!codes.includes('EXPIRED')) return answers;
  }
}

/** A rider with an app: what the journeys do, in the words of the API. */
export class Rider {
  readonly id: string;
  /** The client package, as an app has it. */
  readonly app: Client;
  readonly #platform: PlatformClient;

  constructor(platform: PlatformClient, id: string) {
    this.#platform = platform;
    this.id = id;
    this.app = createClient({
      baseUrl: platform.url,
      // The platform's time may have been moved further than a token holds.
      token: (refused) => {
        if (refused !== undefined) platform.forgetTokens();
        return platform.token('rider', id);
      },
    });
  }

  async call<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    return await this.#platform.ask<Body>('rider', this.id, method, path, body, headers);
  }

  /** What the rental costs, when it is over. */
  async charged(rentalId: string): Promise<RentalCharge> {
    return await this.#platform.until<RentalCharge>(
      `the charge of ${rentalId}`,
      () => this.call('GET', `/v1/rentals/${rentalId}/charge`),
      ({ status, body }) => status === 200 && body.state !== 'RUNNING',
    );
  }

  /** So many invoices and credit notes of the rental, when all of them are stored. */
  async invoices(rentalId: string, count: number): Promise<readonly DocumentEntry[]> {
    const { documents } = await this.#platform.until<{ documents: readonly DocumentEntry[] }>(
      `${count} invoices of ${rentalId}`,
      () => this.call('GET', `/v1/rentals/${rentalId}/invoice`),
      ({ status, body }) =>
        status === 200 && body.documents.filter(({ download }) => download !== undefined).length === count,
    );
    return documents;
  }

  /** Signs up with all that renting takes: licence and payment method, found good. */
  admitted(): Promise<AdmittedRider> {
    return admitRider(this.#platform, this.id);
  }

  async findCars(near: { latitude: number; longitude: number }): Promise<readonly FreeCar[]> {
    const { cars } = await this.app.findCars({
      near: `${near.latitude.toFixed(6)},${near.longitude.toFixed(6)}`,
      radiusMetres: 10_000,
      limit: 50,
    });
    return cars;
  }

  reserve(
    vin: string,
    options?: readonly string[],
    headers?: Record<string, string>,
  ): Promise<Answer<RentalAnswer & Problem>> {
    return this.call('POST', '/v1/rentals', { vin, ...(options === undefined ? {} : { options }) }, headers);
  }

  /** Waits until reserving a car of its choice is refused with this code. What is reserved before that is cancelled. */
  async isRefused(code: string, choose: () => Promise<string>): Promise<void> {
    let asked: { readonly vin: string; readonly key: string } | undefined;
    await this.#platform.until(
      `a reservation is refused with ${code}`,
      async () => {
        asked ??= { vin: await choose(), key: randomUUID() };
        const answer = await this.reserve(asked.vin, undefined, { 'idempotency-key': asked.key });
        if (!isUndecided(answer)) asked = undefined;
        if (answer.status === 201) await this.act(answer.body.rentalId, 'cancel');
        return answer;
      },
      ({ body }) => body.code === code,
    );
  }

  rental(rentalId: string): Promise<Answer<RentalAnswer>> {
    return this.call('GET', `/v1/rentals/${rentalId}`);
  }

  act(
    rentalId: string,
    action: 'extend' | 'unlock' | 'pause' | 'resume' | 'end' | 'cancel',
    headers?: Record<string, string>,
  ): Promise<Answer<RentalAnswer & Problem>> {
    return this.call('POST', `/v1/rentals/${rentalId}/${action}`, undefined, headers);
  }

  /** Waits until the rental is in this state. What came to the car too late is asked of it again. */
  async reaches(rentalId: string, state: RentalAnswer['state']): Promise<RentalAnswer> {
    for (;;) {
      const rental = await this.#platform.until(
        `${state} of ${rentalId}`,
        () => this.rental(rentalId),
        ({ status, body }) =>
          status === 200 && (body.state === state || (!WAITING.has(body.state) && isLate(body))),
      );
      if (rental.state === state || rental.lastFailure === undefined) return rental;
      await this.act(rentalId, rental.lastFailure.action);
    }
  }

  /**
   * Asks for the end of a rental whose car stands where it may. The answer is 200, or that the car did not lock: then it
   * heard of it too late, and is asked again.
   */
  async ends(rentalId: string): Promise<RentalAnswer> {
    const { status, body } = await this.act(rentalId, 'end');
    if (status !== 200 && body.code !== 'CAR_NOT_LOCKED') {
      throw new Error(`the end of ${rentalId} was answered ${status} ${JSON.stringify(body)}`);
    }
    return this.reaches(rentalId, 'ENDED');
  }

  /** Waits until the rental says that its last request failed. */
  failsWith(rentalId: string, result: string): Promise<RentalAnswer> {
    return this.#platform.until(
      `${result} of ${rentalId}`,
      () => this.rental(rentalId),
      ({ status, body }) => status === 200 && body.lastFailure?.result === result,
    );
  }

  /** Is admitted, and reserves the car once the rentals room knows both. */
  async reserved(vin: string, options?: readonly string[]): Promise<RentalAnswer> {
    await this.admitted();
    return this.reservesSoon(vin, options);
  }

  /** Reserves the car once the rentals room knows it and the rider. What is not decided yet is not asked for twice. */
  reservesSoon(vin: string, options?: readonly string[]): Promise<RentalAnswer> {
    return this.isAnswered(`A reservation of ${vin}`, 201, (headers) => this.reserve(vin, options, headers));
  }

  /** Asks until the answer has this status. What is not decided yet keeps its key, so it is not asked for twice. */
  isAnswered<Body>(
    what: string,
    wanted: number,
    ask: (headers: Record<string, string>) => Promise<Answer<Body>>,
  ): Promise<Body> {
    let key: string = randomUUID();
    return this.#platform.until(
      what,
      async () => {
        const answer = await ask({ 'idempotency-key': key });
        if (!isUndecided(answer)) key = randomUUID();
        return answer;
      },
      ({ status }) => status === wanted,
    );
  }
}
