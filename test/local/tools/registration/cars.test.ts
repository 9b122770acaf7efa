import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registerCar, registerWhatCan } from '../../../../local/tools/registration/cars.ts';
import { makeVin } from '../../../../shared/kernel/vin.ts';
import { APlatform, type Asked } from '../platform/a-platform.ts';

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
const requestIn = ({ body }: Asked): string =>
  (JSON.parse(body) as { certificateRequest: string }).certificateRequest;

it('a registration that was broken off goes on with the same request for a certificate', async () => {
  // The platform takes the first request, and its answer gets lost.
  let taken: string | undefined;
  platform = await APlatform.start((asked) => {
    if (asked.method === 'GET') return certified;
    const isFirst = taken === undefined;
    taken ??= requestIn(asked);
    if (isFirst) return undefined;
    return requestIn(asked) === taken
      ? { status: 201, body: {} }
      : { status: 409, body: { code: 'VEHICLE_ALREADY_REGISTERED' } };
  });
  await expect(registerCar(platform.client, car, folder)).rejects.toThrow(TypeError);

  const files = await registerCar(platform.client, car, folder);

  expect(readFileSync(files.certificatePath, 'utf8')).toBe('certificate');
  expect(readFileSync(files.keyPath, 'utf8')).toContain('PRIVATE KEY');
});

it('a car that is refused keeps no other from being registered', async () => {
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
