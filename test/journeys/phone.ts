import type { Static } from 'typebox';
import { askCar, type CarAnswer } from '../../local/simulator/phone/ask-car.ts';
import { newKey, type OwnKey, signWith } from '../../local/simulator/phone/own-key.ts';
import type { Answer } from '../../local/tools/platform/client.ts';
import type { GrantAction } from '../../shared/contracts/car/car.ts';
import type { RentalGrant } from '../../shared/contracts/rentals/grants.ts';
import { PHONE_PROOF_TYPE } from '../../shared/contracts/riders/phone-keys.ts';
import type { Rider } from './rider.ts';
import type { World } from './world.ts';

type Grant = Static<typeof RentalGrant>;

/** A rider's phone: its key never leaves it. */
export class Phone {
  readonly key: OwnKey;
  readonly phoneKeyId: string;
  readonly #rider: Rider;
  readonly #world: World;

  private constructor(world: World, rider: Rider, key: OwnKey, phoneKeyId: string) {
    this.#world = world;
    this.#rider = rider;
    this.key = key;
    this.phoneKeyId = phoneKeyId;
  }

  /** Proves that it has its key, and acts for the rider from then on. */
  static async registered(world: World, rider: Rider): Promise<Phone> {
    const key = newKey();
    const { body } = await rider.call<{ challenge: string }>('POST', '/v1/riders/me/phone-challenges');
    const proof = signWith(key, PHONE_PROOF_TYPE, { rider: rider.id, challenge: body.challenge });
    const answer = await rider.call<{ phoneKeyId: string }>('POST', '/v1/riders/me/phone-keys', { proof });
    if (answer.status !== 201)
      throw new Error(`the phone was not registered: ${JSON.stringify(answer.body)}`);
    return new Phone(world, rider, key, answer.body.phoneKeyId);
  }

  /** Asks for a grant: as soon as the rentals room knows the phone. */
  async wants(rentalId: string): Promise<Grant> {
    const { phoneKeyId } = this;
    return await this.#rider.isAnswered(`A grant for ${rentalId}`, 201, (headers) =>
      this.#rider.call<Grant>('POST', `/v1/rentals/${rentalId}/grants`, { phoneKeyId }, headers),
    );
  }

  read(rentalId: string, grantId: string): Promise<Answer<Grant>> {
    return this.#rider.call('GET', `/v1/rentals/${rentalId}/grants/${grantId}`);
  }

  /** Asks for a grant, and fetches it when it is signed. */
  async granted(rentalId: string): Promise<{ grantId: string; text: string }> {
    const { grantId } = await this.wants(rentalId);
    const { grant = '' } = await this.#world.client.until(
      `The signed text of ${grantId}`,
      () => this.read(rentalId, grantId),
      ({ body }) => body.state === 'ISSUED',
    );
    return { grantId, text: grant };
  }

  /** Stands at the car and asks it, with nothing in between but the socket that stands for Bluetooth. */
  async asks(vin: string, grant: string, action: GrantAction): Promise<CarAnswer> {
    const port = (await this.#world.platform.fleet?.phonePort(vin)) ?? 0;
    return await askCar({ host: '127.0.0.1', port }, this.key, grant, action);
  }

  lose(): Promise<Answer> {
    return this.#rider.call('DELETE', `/v1/riders/me/phone-keys/${this.phoneKeyId}`);
  }
}
