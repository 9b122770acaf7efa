import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlatformClient, PlatformError } from '../platform/client.ts';
import { makeKeyAndRequest } from './certificate-request.ts';

/** A registered car, with the files that it needs to connect. */
export interface RegisteredCar {
  readonly vin: string;
  readonly certificatePath: string;
  readonly keyPath: string;
}

interface VehicleAnswer {
  readonly certificate?: { readonly certificatePem: string };
}

/**
 * Registers a car through the platform's own API, as an operator: it sends a certificate request and gets the
 * certificate a moment later. A car whose files are already in the folder is left unchanged.
 */
export async function registerCar(
  platform: PlatformClient,
  car: { readonly vin: string; readonly model: string; readonly plate?: string },
  folder: string,
): Promise<RegisteredCar> {
  const files = {
    vin: car.vin,
    certificatePath: join(folder, `${car.vin}.crt`),
    keyPath: join(folder, `${car.vin}.key`),
  };
  if (existsSync(files.certificatePath) && existsSync(files.keyPath)) return files;
  const { key, request } = await makeKeyAndRequest(car.vin);
  const answer = await platform.ask<{ detail?: string; code?: string }>(
    'operator',
    'local',
    'POST',
    '/v1/vehicles',
    { ...car, certificateRequest: request },
  );
  if (answer.status !== 201) {
    throw new PlatformError(
      answer.body.code ?? 'REGISTRATION',
      answer.status,
      `${car.vin} could not be registered: ${answer.body.detail ?? `status ${answer.status}`}`,
    );
  }
  const vehicle = await platform.until<VehicleAnswer>(
    `The certificate of ${car.vin}`,
    () => platform.as('operator', 'local', 'GET', `/v1/vehicles/${car.vin}`),
    ({ status, body }) => status === 200 && body.certificate !== undefined,
    60,
  );
  await mkdir(folder, { recursive: true });
  await writeFile(files.keyPath, key, { mode: 0o600 });
  await writeFile(files.certificatePath, vehicle.certificate?.certificatePem ?? '');
  return files;
}

/** The most cars that are registered at the same time. */
const MOST_AT_ONCE = 8;
/** Each additional car at the same time starts more environments of functions, which takes as long as some cars. */
const CARS_WORTH_ONE_MORE = 4;

/** Registers many cars, a few at a time, and reports progress. */
export async function registerCars(
  platform: PlatformClient,
  cars: readonly { readonly vin: string; readonly model: string; readonly plate?: string }[],
  folder: string,
  onProgress: (done: number) => void = () => {},
): Promise<readonly RegisteredCar[]> {
  const registered: RegisteredCar[] = [];
  const queue = cars.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [place, car] of queue) {
      registered[place] = await registerCar(platform, car, folder);
      onProgress(++done);
    }
  };
  const atOnce = Math.min(MOST_AT_ONCE, Math.ceil(cars.length / CARS_WORTH_ONE_MORE));
  await Promise.all(Array.from({ length: atOnce }, worker));
  return registered;
}
