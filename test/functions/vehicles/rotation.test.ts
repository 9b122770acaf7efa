import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { domain } from '../../../functions/vehicles/domain.ts';
import type { VehicleMessage } from '../../../functions/vehicles/messages.ts';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import {
  type CarAction,
  type CarEvent,
  carActions,
  type TrustedKeys,
} from '../../../shared/contracts/car/car.ts';
import { register, sendCommand } from '../../../shared/contracts/vehicles/vehicles.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { type KeyChain, newestList } from '../../../shared/runtime/keys/key-chain.ts';
import { kmsSigning } from '../../../shared/runtime/keys/kms-signing.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import { draftsOf } from '../../../shared/runtime/operations/drafts.ts';
import { type Signing, signed } from '../../../shared/runtime/operations/signing.ts';
import {
  attributeOf,
  clientSettings,
  deployResources,
  openCloud,
  role,
} from '../../local/cloud/local-cloud.ts';
import { CarOnTheBench, sentEvents } from '../../local/simulator/car/car-on-the-bench.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

/** A rotation from end to end: the room's decisions, the runtime's signatures by a KMS, and simulated cars. */

const KEY = { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } };
const arnOf = (key: string) => ({ 'Fn::GetAtt': [key, 'Arn'] });

let cloud: RunningCloud;
let kms: KMSClient;
let arns: readonly string[];

beforeAll(async () => {
  cloud = await openCloud();
  const deployed = await deployResources(cloud, {
    One: KEY,
    Two: KEY,
    Three: KEY,
    // It can use the keys in these two ways and no other: they never leave.
    Consumer: role({
      Effect: 'Allow',
      Action: ['kms:Sign', 'kms:GetPublicKey'],
      Resource: ['One', 'Two', 'Three'].map(arnOf),
    }),
  });
  arns = ['One', 'Two', 'Three'].map((key) => attributeOf(deployed, key, 'Arn'));
  kms = new KMSClient(clientSettings(cloud, 'Consumer'));
});
afterAll(async () => {
  kms.destroy();
  await cloud.stop();
});

type Numbers = readonly number[];

/** The platform with its configuration, which an operator changes, and a clock that all share. */
class Platform {
  readonly room = roomUnderTest(domain);
  readonly cars = new Map<string, CarOnTheBench>();
  readonly sent: Delivery[] = [];
  private chain: KeyChain = { keys: {}, lists: [], signing: 1 };
  private signing: Signing | undefined;
  private wishes = 0;

  /** Deploys other lists; the first of them has this version. */
  configure(signing: number, lists: readonly Numbers[], first = 1): void {
    this.chain = {
      keys: Object.fromEntries(arns.map((kid, n) => [n + 1, { kid, actions: carActions }])),
      lists: lists.map((keys, n) => ({ version: first + n, keys })),
      signing,
    };
    this.signing = kmsSigning(JSON.stringify(this.chain), kms);
  }

  /** A car from the factory, with the list of today. */
  async deliverCar(serial: number): Promise<CarOnTheBench> {
    const vin = makeVin('WRS', '00001', serial);
    const trust = await this.listOfToday();
    const car = new CarOnTheBench({ vin, trust });
    this.cars.set(vin, car);
    await this.handle(message(register, { vin, model: 'Roadster E' }));
    return car;
  }

  /** As a factory gets it: the newest list, with the public halves that KMS says. */
  private async listOfToday(): Promise<TrustedKeys> {
    const { version, keys } = newestList(this.chain);
    const members = keys.map(({ kid }) => arns.indexOf(kid) + 1);
    const before = { version: 1, keys: [1] };
    const whole: KeyChain = {
      ...this.chain,
      lists: [before, { version: 2, keys: members }],
      signing: members[0] ?? 1,
    };
    const next = await kmsSigning(JSON.stringify(whole), kms).listAfter(1);
    const { keys: published } = JSON.parse(next?.payload ?? '{}') as TrustedKeys;
    return { version, keys: published };
  }

  async connect(car: CarOnTheBench): Promise<void> {
    this.follow(car);
    await this.hear(car, sentEvents(car.give({ type: 'connected' })));
  }

  disconnect(car: CarOnTheBench): void {
    car.give({ type: 'disconnected' });
  }

  /** Asks the car for something; says what has become of it. */
  async wish(car: CarOnTheBench, action: CarAction): Promise<string | undefined> {
    this.wishes += 1;
    this.pass(1);
    const requestId = `wish-${this.wishes}`;
    await this.handle(
      message(sendCommand, { vin: car.car.vin, action, requestId, booking: derivedId('rnt', 1) }),
    );
    const request = this.room
      .state(`car/${car.car.vin}`)
      .requests.find((known) => known.requestId === requestId);
    return request?.outcome?.reason ?? request?.outcome?.result;
  }

  pass(seconds: number): void {
    this.room.now = instant(Date.parse(this.room.now) + seconds * 1000);
    for (const car of this.cars.values()) this.follow(car);
  }

  private follow(car: CarOnTheBench): void {
    car.now = Date.parse(this.room.now);
  }

  private async hear(car: CarOnTheBench, events: readonly CarEvent[]): Promise<void> {
    for (const event of events) {
      await this.handle({
        type: 'cars.events',
        id: derivedId('msg', car.car.vin, event.log, event.seq),
        time: event.time,
        data: { vin: car.car.vin, event },
      });
    }
  }

  private async handle(wish: VehicleMessage): Promise<void> {
    const { outputs } = this.room.handle(wish);
    await this.send(outputs, wish.id);
  }

  /** Signs and publishes, to cars that are there. */
  private async send(outputs: readonly Output[], operation: string): Promise<void> {
    const from = {
      operation,
      source: 'test',
      time: this.room.now,
      traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
      record: { topic: 'test', partition: 0, offset: 0, timestamp: 0, consumer: 'test' },
    };
    for (const delivery of await signed(draftsOf(outputs, from), this.signing)) {
      this.sent.push(delivery);
      if (delivery.to !== 'car') continue;
      const [, vin = '', topic = ''] = delivery.topic.split('/');
      const car = this.cars.get(vin);
      if (car?.car.connected !== true) continue;
      const type = ({ commands: 'command', receipts: 'receipt', trust: 'trust' } as const)[topic];
      if (type === undefined) throw new Error(`no car listens to ${delivery.topic}`);
      await this.hear(car, sentEvents(car.give({ type, bytes: Buffer.from(delivery.payload) })));
    }
  }

  /** The lists that were sent to a car, and the keys that signed them. */
  listsSentTo(car: CarOnTheBench): { version: number; signedBy: number }[] {
    return this.sent.flatMap((delivery) => {
      if (delivery.to !== 'car' || delivery.topic !== `cars/${car.car.vin}/trust`) return [];
      const [header = {}, payload = {}] = delivery.payload
        .split('.')
        .slice(0, 2)
        .map(
          (part) =>
            JSON.parse(Buffer.from(part, 'base64url').toString()) as { kid?: string; version?: number },
        );
      return [{ version: payload.version ?? 0, signedBy: arns.indexOf(header.kid ?? '') + 1 }];
    });
  }
}

let platform: Platform;
beforeEach(() => {
  platform = new Platform();
});

/** Unlocks and locks. */
async function obeys(car: CarOnTheBench): Promise<readonly (string | undefined)[]> {
  const unlocked = await platform.wish(car, 'unlock');
  const locked = await platform.wish(car, 'lock');
  return [unlocked, locked];
}
const EXECUTED = ['EXECUTED', 'EXECUTED'];

describe('a rotation of the platform’s keys', () => {
  it('reaches cars that are there, those that were away for all of it, and those that are built meanwhile', async () => {
    platform.configure(1, [[1]]);
    const [here, away] = [await platform.deliverCar(1), await platform.deliverCar(2)];
    for (const car of [here, away]) {
      await platform.connect(car);
      expect(await obeys(car)).toEqual(EXECUTED);
    }
    platform.disconnect(away);

    // The next key is made known, the old one still signs: with the next word of the car it gets the list.
    platform.configure(1, [[1], [1, 2]]);
    expect(await obeys(here)).toEqual(EXECUTED);
    expect(here.car.trustedKeys.version).toBe(2);

    // The new key signs, and then the old one is taken back.
    platform.configure(2, [[1], [1, 2]]);
    expect(await obeys(here)).toEqual(EXECUTED);
    platform.configure(2, [[1], [1, 2], [2]]);
    expect(await obeys(here)).toEqual(EXECUTED);
    expect(here.car.trustedKeys).toMatchObject({ version: 3, keys: [{ kid: arns[1] }] });

    // Another rotation, as soon as that; a car comes from the factory meanwhile.
    platform.configure(2, [[1], [1, 2], [2], [2, 3]]);
    const built = await platform.deliverCar(3);
    await platform.connect(built);
    expect(await obeys(built)).toEqual(EXECUTED);
    platform.configure(3, [[1], [1, 2], [2], [2, 3], [3]]);
    for (const car of [here, built]) expect(await obeys(car)).toEqual(EXECUTED);

    // Whoever was away gets all lists one after the other, each signed by a key that it trusted then.
    expect(away.car.trustedKeys.version).toBe(1);
    platform.pass(86_400 * 300);
    await platform.connect(away);
    expect(platform.listsSentTo(away)).toEqual([
      { version: 2, signedBy: 1 },
      { version: 3, signedBy: 2 },
      { version: 4, signedBy: 2 },
      { version: 5, signedBy: 3 },
    ]);
    expect(await obeys(away)).toEqual(EXECUTED);
    for (const car of [here, away, built]) {
      expect(car.car.trustedKeys).toMatchObject({ version: 5, keys: [{ kid: arns[2] }] });
      expect(platform.room.item(`vehicle/${car.car.vin}`)?.body).toMatchObject({ trust: { keys: 5 } });
    }
  });

  it('keeps a car obedient that has not heard of the key that signs: its own list’s key signs for it', async () => {
    platform.configure(1, [[1]]);
    const car = await platform.deliverCar(1);
    await platform.connect(car);

    platform.configure(2, [[1], [1, 2], [2]]);

    expect(await platform.wish(car, 'unlock')).toBe('EXECUTED');
    expect(car.car.trustedKeys.version).toBe(3);
  });

  it('outlives a boot in its midst, and a lost store: then it begins with the factory’s list', async () => {
    platform.configure(1, [[1]]);
    const car = await platform.deliverCar(1);
    await platform.connect(car);
    platform.configure(2, [[1], [1, 2], [2]]);

    car.give({ type: 'reboot' });
    await platform.connect(car);
    expect(car.car.trustedKeys.version).toBe(3);
    platform.pass(60);
    car.give({ type: 'lose-store' });
    expect(car.car.trustedKeys.version).toBe(1);
    await platform.connect(car);

    expect(car.car.trustedKeys.version).toBe(3);
    expect(await obeys(car)).toEqual(EXECUTED);
  });

  it('leaves a car behind whose list was dropped too early: it obeys nobody, and the platform sees why', async () => {
    platform.configure(1, [[1]]);
    const car = await platform.deliverCar(1);

    platform.configure(2, [[1, 2], [2]], 2);
    await platform.connect(car);

    expect(platform.listsSentTo(car)).toEqual([]);
    await platform.wish(car, 'unlock');
    expect(car.car.locked).toBe(true);
    expect(platform.room.item(`vehicle/${car.car.vin}`)?.body).toMatchObject({ trust: { keys: 1 } });
  });

  it('is not turned back by whoever kept the old lists', async () => {
    platform.configure(1, [[1]]);
    const car = await platform.deliverCar(1);
    await platform.connect(car);
    platform.configure(2, [[1], [1, 2], [2]]);
    await obeys(car);
    const lists = platform.sent.flatMap((delivery) =>
      delivery.to === 'car' && delivery.topic.endsWith('/trust') ? [Buffer.from(delivery.payload)] : [],
    );

    expect(lists).toHaveLength(2);
    for (const bytes of [...lists, ...lists.toReversed()]) car.give({ type: 'trust', bytes });

    expect(car.car.trustedKeys.version).toBe(3);
    expect(await obeys(car)).toEqual(EXECUTED);
  });
});
