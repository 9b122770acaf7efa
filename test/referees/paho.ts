import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { certificateId, createAuthority, issueClientCertificate } from '../../local/cloud/core/authority.ts';
import { DEFAULT_REGION } from '../../local/cloud/create-cloud.ts';
import type { PlatformClient } from '../../local/tools/platform/client.ts';
import type { RegisteredCar } from '../../local/tools/registration/cars.ts';
import { pythonProgram } from './python.ts';
import type { PlatformReferee, Verdict } from './referee.ts';
import type { SharedPlatform } from './shared-platform.ts';

type Car = RegisteredCar & { readonly host: string; readonly port: number; readonly caPath: string };

interface Check {
  readonly check: string;
  readonly right: boolean;
  readonly seen: string;
}

/** What the car of `paho-car.py` has published last. */
const PUBLISHED = { speedKmh: 43.2, chargePercent: 71.5, odometerKm: 18230.4, coolantTemperatureC: 88 };

/** Eclipse Paho as a car, on a platform that was started as anybody starts it, with what `cli car add` gives. */
export const paho: PlatformReferee = {
  name: 'Eclipse Paho, an MQTT client',
  check: async (platform) => {
    const python = await pythonProgram('python');
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-paho-'));
    try {
      return verdict(await play(platform, python, folder));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function play(platform: SharedPlatform, python: string, folder: string): Promise<Check[]> {
  const { client } = platform;
  const own = await platform.cli<Car>('car', 'add');
  const other = await platform.cli<Car>('car', 'add');
  const inactive = await platform.cli<Car>('car', 'add');
  await deactivate(platform, inactive);
  const { host, port, caPath } = own;
  const { telemetryRule } = platform.connection;
  const stranger = await strangerIn(folder);
  const time = await platform.advance('0s');
  const task = { host, port, caPath, telemetryRule, own, other, inactive, stranger, time };
  const checks = await drive(python, task);
  // The twin is written at most once in a minute.
  await platform.advance('2m');
  return [...checks, await ownTwin(client, own), await othersTwin(client, other)];
}

async function drive(python: string, task: object): Promise<Check[]> {
  const child = spawn(python, [join(import.meta.dirname, 'paho-car.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(task));
  const checks: Check[] = [];
  for await (const line of createInterface(child.stdout)) checks.push(JSON.parse(line) as Check);
  const status = child.exitCode ?? (await once(child, 'exit'))[0];
  return [...checks, { check: 'ends in order', right: status === 0, seen: `status ${status}` }];
}

/** As an operator who no longer trusts the car, by the AWS API. */
async function deactivate({ awsEndpoint }: SharedPlatform, car: Car): Promise<void> {
  const iot = new IoTClient({ endpoint: awsEndpoint, region: DEFAULT_REGION, credentials: administrator });
  const id = certificateId(new X509Certificate(readFileSync(car.certificatePath)).raw);
  await iot.send(new UpdateCertificateCommand({ certificateId: id, newStatus: 'INACTIVE' }));
  iot.destroy();
}

async function strangerIn(folder: string): Promise<{ certificatePath: string; keyPath: string }> {
  const { certificate, key } = await issueClientCertificate(await createAuthority());
  const files = { certificatePath: join(folder, 'stranger.crt'), keyPath: join(folder, 'stranger.key') };
  writeFileSync(files.certificatePath, certificate);
  writeFileSync(files.keyPath, key, { mode: 0o600 });
  return files;
}

interface Twin {
  readonly fields?: Readonly<Record<string, { readonly value?: unknown }>>;
}

/** What it published, the last values included, and nothing of what it may not. */
async function ownTwin(client: PlatformClient, { vin }: Car): Promise<Check> {
  const fieldsOf = ({ fields = {} }: Twin) =>
    Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
  const twin = await client.until<Twin>(
    `The twin of ${vin}`,
    () => client.as('operator', 'referee', 'GET', `/v1/vehicles/${vin}/twin`),
    ({ body }) => Object.keys(PUBLISHED).every((name) => name in fieldsOf(body)),
  );
  const seen = fieldsOf(twin);
  return {
    check: 'is seen in its twin',
    right: isDeepStrictEqual(seen, PUBLISHED),
    seen: JSON.stringify(seen),
  };
}

async function othersTwin(client: PlatformClient, { vin }: Car): Promise<Check> {
  const { status } = await client.as('operator', 'referee', 'GET', `/v1/vehicles/${vin}/twin`);
  return { check: 'leaves no trace in another’s twin', right: status === 404, seen: `status ${status}` };
}

function verdict(checks: readonly Check[]): Verdict {
  const wrong = checks.filter(({ right }) => !right);
  return {
    looked: `${checks.length} things that a car may or may not do`,
    passed: checks.length - wrong.length,
    wrong: wrong.map(({ check, seen }) => `not so: it ${check} (${seen})`),
  };
}
