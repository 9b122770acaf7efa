import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { DEFAULT_REGION } from '../../local/cloud/create-cloud.ts';
import { askCar, type CarAnswer } from '../../local/simulator/phone/ask-car.ts';
import { newKey, readKey, signWith } from '../../local/simulator/phone/own-key.ts';
import type { RegisteredCar } from '../../local/tools/registration/cars.ts';
import type { GrantAction } from '../../shared/contracts/car/car.ts';
import { Rider } from '../journeys/rider.ts';
import { PATIENCE_MS } from '../patience.ts';
import { PythonCar, type PythonCarState } from './key-protocol/python-car.ts';
import { pythonProgram } from './python.ts';
import type { PlatformReferee, Referee, Verdict } from './referee.ts';
import type { SharedPlatform } from './shared-platform.ts';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'key-protocol');
const vectorsFile = resolve(import.meta.dirname, '../../docs/key-protocol/vectors.json');
const HERE = { latitude: 42.4931, longitude: 1.4905, accuracyMetres: 4 };

interface Check {
  readonly check: string;
  readonly right: boolean;
  readonly seen: string;
}

const verdictOf = (looked: string, checks: readonly Check[]): Verdict => {
  const wrong = checks.filter(({ right }) => !right);
  return {
    looked,
    passed: checks.length - wrong.length,
    wrong: wrong.map(({ check, seen }) => `not so: it ${check} (${seen})`),
  };
};

/** A car in Python, written from docs/key-protocol.md alone, against the test vectors. */
export const keyProtocolVectors: Referee = {
  name: 'A car in Python, by the test vectors of the key protocol',
  check: async () => {
    const python = await pythonProgram('python');
    const { stdout } = await run(python, [join(folder, 'vectors.py'), vectorsFile], { maxBuffer: 2 ** 24 });
    const checks = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Check);
    return verdictOf(`${checks.length} vectors`, checks);
  },
};

/** The same car on a running platform: it obeys, refuses, resends, keeps lists, and serves a phone. */
export const keyProtocolCar: PlatformReferee = {
  name: 'A car in Python, by the page on the key protocol alone',
  check: async (platform) => {
    const scratch = mkdtempSync(join(tmpdir(), 'roadstream-python-car-'));
    const drive = await Drive.begin(platform, scratch);
    try {
      await drive.commands();
      await drive.attacks();
      await drive.losses();
      await drive.phone();
      return verdictOf(`${drive.checks.length} things that a car does and refuses`, drive.checks);
    } finally {
      await drive.car.stop();
      rmSync(scratch, { recursive: true });
    }
  },
};

interface Command {
  readonly commandId: string;
  readonly state: string;
  readonly reason?: string;
}

class Drive {
  readonly car: PythonCar;
  readonly checks: Check[] = [];
  private readonly platform: SharedPlatform;
  private readonly scratch: string;

  private constructor(platform: SharedPlatform, car: PythonCar, scratch: string) {
    this.platform = platform;
    this.car = car;
    this.scratch = scratch;
  }

  static async begin(platform: SharedPlatform, scratch: string): Promise<Drive> {
    const python = await pythonProgram('python');
    const registered = await platform.cli<RegisteredCar>('car', 'add', '--model', 'Roadster E');
    const ahead = Date.parse(await platform.advance('0s')) - Date.now();
    const store = join(scratch, 'store.json');
    const car = new PythonCar(python, registered, platform.connection, { store, ahead });
    return new Drive(platform, car, scratch);
  }

  private note(check: string, right: boolean, seen: unknown): void {
    this.checks.push({ check, right, seen: JSON.stringify(seen) });
  }

  private async until(holds: (state: PythonCarState) => boolean): Promise<PythonCarState> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const state = await this.car.do('state');
      if (holds(state) || performance.now() > deadline) return state;
      await sleep(50);
    }
  }

  /** Sends it a command as an operator, and follows that to its end. What came to it too late is sent again. */
  private async command(action: string): Promise<Command> {
    const { client } = this.platform;
    const path = `/v1/vehicles/${this.car.vin}/commands`;
    for (;;) {
      const sent = await client.ask<Command>('operator', 'referee', 'POST', path, { action });
      const ended = await client.until<Command>(
        `The end of ${action}`,
        () => client.as('operator', 'referee', 'GET', `${path}/${sent.body.commandId}`),
        ({ body }) => !['SENT', 'UNKNOWN'].includes(body.state),
      );
      if (ended.state !== 'EXPIRED' && ended.reason !== 'EXPIRED') return ended;
    }
  }

  async commands(): Promise<void> {
    const { client } = this.platform;
    await this.car.do('online');
    const vehicle = await client.until<{ connection?: { session: string } }>(
      'Its connection',
      () => client.as('operator', 'referee', 'GET', `/v1/vehicles/${this.car.vin}`),
      ({ body }) => body.connection !== undefined,
    );
    const { session } = await this.car.do('state');
    this.note('tells the platform its session', vehicle.connection?.session === session, vehicle.connection);
    for (const action of ['report', 'unlock', 'start-enable', 'find', 'open-trunk', 'stop-enable', 'lock']) {
      const { state } = await this.command(action);
      const { executed } = await this.car.do('state');
      this.note(`obeys ${action}`, state === 'EXECUTED' && executed.at(-1) === action, { state, executed });
    }
    await this.car.do('body', { body: { doorsClosed: false } });
    const open = await this.command('lock');
    this.note('refuses to lock an open door', open.reason === 'DOOR_OPEN', open);
    await this.car.do('body', { body: { doorsClosed: true } });
    await this.car.do('reboot');
    const stale = await this.command('lock');
    this.note('refuses a command of the session before', stale.reason === 'WRONG_SESSION', stale);
    const fresh = await this.command('lock');
    this.note('obeys in the new session, which its refusal has told', fresh.state === 'EXECUTED', fresh);
  }

  /** Whoever has the broker: what the platform never said, or has said before. */
  async attacks(): Promise<void> {
    const before = await this.car.do('state');
    const real = before.heard.at(-1) ?? '';
    const { trust } = this.platform.connection;
    const kid = trust.keys[0]?.kid ?? '';
    const stranger = { ...newKey(), thumbprint: kid };
    const payload = JSON.parse(Buffer.from(real.split('.')[1] ?? '', 'base64url').toString()) as object;
    const forged = signWith(stranger, 'roadstream-command+jws', { ...payload, action: 'unlock' });
    const { d: _, ...other } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
      format: 'jwk',
    });
    const keys = [{ kid, x: other.x, y: other.y, actions: ['unlock'] }];
    const list = signWith(stranger, 'roadstream-keys+jws', { version: 99, keys });
    const attempts: [string, string, string, string | undefined][] = [
      ['gives a replayed command its first answer', 'commands', real, undefined],
      ['refuses a command forged in the platform’s name', 'commands', forged, 'BAD_SIGNATURE'],
      ['refuses noise', 'commands', 'noise', 'MALFORMED'],
      ['refuses a cut command', 'commands', real.slice(0, -22), 'BAD_SIGNATURE'],
      ['refuses a list of keys forged in the platform’s name', 'trust', list, 'BAD_SIGNATURE'],
    ];
    for (const [check, topic, text, fault] of attempts) {
      const { heard } = await this.car.do('state');
      await this.publish(topic, text);
      const state = await this.until((now) => now.heard.length > heard.length);
      const answer = state.answered.at(-1);
      const { fault: said } = answer?.data ?? {};
      this.note(check, state.heard.length > heard.length && said === fault, answer);
    }
    const after = await this.car.do('state');
    this.note('does nothing of it', after.executed.length === before.executed.length, after.executed);
    this.note('stays locked', after.body['locked'] === true, after.body);
  }

  private async publish(topic: string, text: string): Promise<void> {
    const endpoint = this.platform.awsEndpoint;
    const iot = new IoTDataPlaneClient({ endpoint, region: DEFAULT_REGION, credentials: administrator });
    await iot.send(
      new PublishCommand({ topic: `cars/${this.car.vin}/${topic}`, qos: 1, payload: Buffer.from(text) }),
    );
    iot.destroy();
  }

  /** What is lost on the way is sent again, and nothing of it twice. */
  async losses(): Promise<void> {
    await this.car.do('lose', { events: 1 });
    const lost = await this.command('unlock');
    this.note('says again what was lost on the way', lost.state === 'EXECUTED', lost);
    const state = await this.until(({ pending }) => pending === 0);
    this.note('gets receipts for all', state.pending === 0, { pending: state.pending });
    const { state: locked } = await this.command('lock');
    this.note('is in step afterwards', locked === 'EXECUTED', locked);
  }

  /** A rider's phone opens it while it has no network; the platform hears of it, and takes the grant back. */
  async phone(): Promise<void> {
    const { client } = this.platform;
    const rider = new Rider(client, `python-${Date.now()}`);
    await rider.admitted();
    const time = await this.platform.advance('0s');
    const sample = {
      time,
      position: HERE,
      speedKmh: 0,
      engineOn: false,
      odometerKm: 1200,
      chargePercent: 80,
    };
    await this.car.do('sample', { sample });
    const { rentalId } = await rider.reservesSoon(this.car.vin);
    const keyFile = join(this.scratch, 'phone.key');
    const out = join(this.scratch, 'grant.jws');
    const { platform } = this;
    await platform.cli('phone', 'key', '--key', keyFile);
    const registered = ['phone', 'register', '--key', keyFile, '--rider', rider.id];
    const { phoneKeyId } = await platform.cli<{ phoneKeyId: string }>(...registered);
    const wanted = ['--rider', rider.id, '--rental', rentalId, '--phone-key', phoneKeyId, '--out', out];
    await platform.cli('phone', 'grant', ...wanted);

    const grant = readFileSync(out, 'utf8').trim();
    const key = readKey(readFileSync(keyFile, 'utf8'));
    const { phonePort } = await this.car.do('offline');
    const ask = (action: GrantAction, by = key): Promise<CarAnswer> =>
      askCar({ host: '127.0.0.1', port: phonePort }, by, grant, action);
    const opened = await ask('unlock');
    const { body } = await this.car.do('state');
    this.note(
      'opens for a phone with a grant, without a network',
      isDone(opened) && body['locked'] === false,
      opened,
    );
    const thief = await ask('unlock', newKey());
    this.note('opens for no other phone', faultOf(thief) === 'WRONG_PHONE', thief);
    await this.car.do('online');
    const rental = await client.until(
      'The rental that began out of reach',
      () => rider.rental(rentalId),
      ({ body: { state } }) => state === 'IN_USE',
    );
    this.note('tells the platform of it when it is back', rental.state === 'IN_USE', rental);
    const shut = await ask('lock');
    this.note('locks by the grant too', isDone(shut), shut);

    await rider.call('DELETE', `/v1/riders/me/phone-keys/${phoneKeyId}`);
    const { trust } = await this.until((now) => now.trust.revocations > 0);
    this.note('keeps the list of revoked grants', trust.revocations > 0, trust);
    const revoked = await ask('unlock');
    this.note('opens for no revoked grant', faultOf(revoked) === 'GRANT_REVOKED', revoked);
    const after = await this.car.do('state');
    this.note('is locked in the end', after.body['locked'] === true, after.body);
  }
}

const isDone = (answer: CarAnswer): boolean => faultOf(answer) === undefined;
const faultOf = (answer: CarAnswer): string | undefined =>
  answer.type === 'refused' ? answer.fault : answer.result.fault;
