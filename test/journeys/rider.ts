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

const LONGEST_SECONDS = 60;

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
      LONGEST_SECONDS,
    );
  }

  /** So many invoices and credit notes of the rental, when all of them are stored. */
  async invoices(rentalId: string, count: number): Promise<readonly DocumentEntry[]> {
    const { documents } = await this.#platform.until<{ documents: readonly DocumentEntry[] }>(
      `${count} invoices of ${rentalId}`,
      () => this.call('GET', `/v1/rentals/${rentalId}/invoice`),
      ({ status, body }) =>
        status === 200 && body.documents.filter(({ download }) => download !== undefined).length === count,
      LONGEST_SECONDS,
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
    await this.#platform.until(
      `a reservation is refused with ${code}`,
      async () => {
        const answer = await this.reserve(await choose());
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
          status === 200 && (body.state === state || body.lastFailure?.result === 'EXPIRED'),
        LONGEST_SECONDS,
      );
      if (rental.state === state || rental.lastFailure === undefined) return rental;
      await this.act(rentalId, rental.lastFailure.action);
    }
  }

  /** Waits until the rental says that its last request failed. */
  failsWith(rentalId: string, result: string): Promise<RentalAnswer> {
    return this.#platform.until(
      `${result} of ${rentalId}`,
      () => this.rental(rentalId),
      ({ status, body }) => status === 200 && body.lastFailure?.result === result,
      LONGEST_SECONDS,
    );
  }

  /** Is admitted, and reserves the car once the rentals room knows both. */
  async reserved(vin: string, options?: readonly string[]): Promise<RentalAnswer> {
    await this.admitted();
    return this.reservesSoon(vin, options);
  }

  /** Reserves the car once the rentals room knows it and the rider. What is not decided yet is not asked for twice. */
  reservesSoon(vin: string, options?: readonly string[]): Promise<RentalAnswer> {
    let key: string = randomUUID();
    return this.#platform.until(
      `A reservation of ${vin}`,
      async () => {
        const answer = await this.reserve(vin, options, { 'idempotency-key': key });
        const isUndecided = answer.status === 202 || answer.status === 503;
        if (!isUndecided) key = randomUUID();
        return answer;
      },
      ({ status }) => status === 201,
    );
  }
}
