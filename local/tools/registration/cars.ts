import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
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
 * certificate a moment later. A car whose files are already in the folder is left unchanged. A registration that was
 * broken off goes on with the same certificate request, because the platform takes no other one for the same car.
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
  const request = await requestFor(car.vin, files.keyPath, join(folder, `${car.vin}.csr`));
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
  await writeFile(files.certificatePath, vehicle.certificate?.certificatePem ?? '');
  return files;
}

/** The car's certificate request. The key and the request are in the folder before the request is sent. */
async function requestFor(vin: string, keyPath: string, requestPath: string): Promise<string> {
  if (existsSync(keyPath) && existsSync(requestPath)) return await readFile(requestPath, 'utf8');
  const { key, request } = await makeKeyAndRequest(vin);
  await mkdir(join(requestPath, '..'), { recursive: true });
  await writeFile(keyPath, key, { mode: 0o600 });
  // The file is either complete or not there, and it comes after the key.
  await writeFile(`${requestPath}.new`, request);
  await rename(`${requestPath}.new`, requestPath);
  return request;
}

/** The most cars that are registered at the same time. */
const MOST_AT_ONCE = 8;
/** Each additional car at the same time starts more environments of functions, which takes as long as some cars. */
const CARS_WORTH_ONE_MORE = 4;

interface CarToRegister {
  readonly vin: string;
  readonly model: string;
  readonly plate?: string;
}

/** Registers many cars, a few at a time, and reports progress. Throws when the platform refuses one. */
export async function registerCars(
  platform: PlatformClient,
  cars: readonly CarToRegister[],
  folder: string,
  onProgress?: (done: number) => void,
): Promise<readonly RegisteredCar[]> {
  const registered: RegisteredCar[] = [];
  await aFewAtATime(
    cars,
    async (car, place) => {
      registered[place] = await registerCar(platform, car, folder);
    },
    onProgress,
  );
  return registered;
}

/** Registers the cars that can be registered. Each VIN has its car, or the error of its registration. */
export async function registerWhatCan(
  platform: PlatformClient,
  cars: readonly CarToRegister[],
  folder: string,
  onProgress?: (done: number) => void,
): Promise<ReadonlyMap<string, RegisteredCar | Error>> {
  const registered = new Map<string, RegisteredCar | Error>();
  await aFewAtATime(
    cars,
    async (car) => {
      const result = await registerCar(platform, car, folder).catch((error: unknown) => error as Error);
      registered.set(car.vin, result);
    },
    onProgress,
  );
  return registered;
}

async function aFewAtATime(
  cars: readonly CarToRegister[],
  register: (car: CarToRegister, place: number) => Promise<void>,
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const queue = cars.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [place, car] of queue) {
      await register(car, place);
      onProgress(++done);
    }
  };
  const atOnce = Math.min(MOST_AT_ONCE, Math.ceil(cars.length / CARS_WORTH_ONE_MORE));
  await Promise.all(Array.from({ length: atOnce }, worker));
}
