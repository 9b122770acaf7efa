import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { isVin, makeVin } from '../../../../shared/kernel/vin.ts';
import type { Connection } from '../../platform/connection.ts';
import { registerCar } from '../../registration/cars.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface CarAddOptions extends CommonOptions {
  readonly vin?: string;
  readonly model: string;
}

export async function carAdd(options: CarAddOptions): Promise<void> {
  const vin = options.vin ?? makeVin('WRS', 'WNCAR', randomInt(10_000_000));
  if (!isVin(vin)) {
    throw new CommandError(
      'BAD_VIN',
      `${vin} is not a VIN: 17 characters of A–Z and 0–9 without I, O and Q.`,
    );
  }
  const { platform, run } = target(options);
  const { body: connection } = await platform.local<Connection>('GET', '/_local/connection');
  const car = await registerCar(platform, { vin, model: options.model }, join(run.dataDirectory, 'cars'));
  const answer = { ...car, host: connection.host, port: connection.port, caPath: connection.caPath };
  print(options, answer, [
    `VIN          ${vin}`,
    `host         ${answer.host}`,
    `port         ${answer.port}`,
    `CA           ${answer.caPath}`,
    `certificate  ${answer.certificatePath}`,
    `key          ${answer.keyPath}`,
    `client id    ${vin}`,
  ]);
}
