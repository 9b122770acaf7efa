import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerCar, registerWhatCan } from '../../../../local/tools/registration/cars.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { APlatform, type ReceivedRequest } from '../platform/a-platform.ts';

const car = { vin: makeVin('WRS', 'WNCAR', 1), model: 'Own car' };
const other = { vin: makeVin('WRS', 'WNCAR', 2), model: 'Own car' };
let folder: string;
let platform: APlatform;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roadstream-cars-'));
});
afterEach(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

const certified = { status: 200, body: { certificate: { certificatePem: 'certificate' } } };
const requestIn = ({ body }: ReceivedRequest): string =>
  (JSON.parse(body) as { certificateRequest: string }).certificateRequest;

it('a registration that was broken off goes on with the same certificate request', async () => {
  // The platform takes the first request, but its answer gets lost.
  let taken: string | undefined;
  platform = await APlatform.start((received) => {
    if (received.method === 'GET') return certified;
    const isFirst = taken === undefined;
    taken ??= requestIn(received);
    if (isFirst) return undefined;
    return requestIn(received) === taken
      ? { status: 201, body: {} }
      : { status: 409, body: { code: 'VEHICLE_ALREADY_REGISTERED' } };
  });
  await expect(registerCar(platform.client, car, folder)).rejects.toThrow(TypeError);

  const files = await registerCar(platform.client, car, folder);

  expect(readFileSync(files.certificatePath, 'utf8')).toBe('certificate');
  expect(readFileSync(files.keyPath, 'utf8')).toContain('PRIVATE KEY');
});

it('a refused car does not stop the others from being registered', async () => {
  platform = await APlatform.start(({ method, body }) => {
    if (method === 'GET') return certified;
    return body.includes(other.vin)
      ? { status: 409, body: { detail: 'It is registered.' } }
      : { status: 201 };
  });

  const registered = await registerWhatCan(platform.client, [other, car], folder);

  expect(registered.get(car.vin)).toMatchObject({ vin: car.vin });
  expect(registered.get(other.vin)).toMatchObject({
    status: 409,
    message: expect.stringContaining('registered'),
  });
});
