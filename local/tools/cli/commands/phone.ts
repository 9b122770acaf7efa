import { readFileSync, writeFileSync } from 'node:fs';
import type { GrantAction } from '../../../../shared/contracts/car/car.ts';
import { PHONE_PROOF_TYPE } from '../../../../shared/contracts/riders/phone-keys.ts';
import { askCar } from '../../../simulator/phone/ask-car.ts';
import { keyText, newKey, type OwnKey, readKey, signWith } from '../../../simulator/phone/own-key.ts';
import type { CarAnswer } from '../../platform/cars-api.ts';
import { type Answer, PlatformError } from '../../platform/client.ts';
import { CommandError } from '../command-error.ts';
import { type CommonOptions, print, target } from '../target.ts';

/** A phone for the command line: its key is in a file, and its commands do what an app does. */

interface KeyOptions extends CommonOptions {
  readonly key: string;
}

/** Makes a key, once, and prints its thumbprint. */
export async function phoneKey(options: KeyOptions): Promise<void> {
  const key = newKey();
  try {
    writeFileSync(options.key, keyText(key), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw fileError('written', options.key, cause);
  }
  print(options, { key: options.key, jwk: key.jwk, thumbprint: key.thumbprint }, [
    `key         ${options.key}`,
    `thumbprint  ${key.thumbprint}`,
  ]);
  await Promise.resolve();
}

interface RiderOptions extends KeyOptions {
  readonly rider: string;
}

/** Registers the key for a rider who has signed up: the phone proves that it has the private key. */
export async function phoneRegister(options: RiderOptions): Promise<void> {
  const { platform } = target(options);
  const key = keyOf(options);
  const call = async <Body>(path: string, body?: object): Promise<Body> =>
    answered(await platform.ask<Body>('rider', options.rider, 'POST', `/v1/riders/me/${path}`, body));
  const { challenge } = await call<{ challenge: string }>('phone-challenges');
  const proof = signWith(key, PHONE_PROOF_TYPE, { rider: options.rider, challenge });
  const { phoneKeyId } = await call<{ phoneKeyId: string }>('phone-keys', { proof });
  print(options, { phoneKeyId, thumbprint: key.thumbprint }, [phoneKeyId]);
}

interface GrantOptions extends CommonOptions {
  readonly rider: string;
  readonly rental: string;
  readonly phoneKey: string;
  readonly out: string;
}

interface GrantAnswer {
  readonly grantId: string;
  readonly state: string;
  readonly reason?: string;
  readonly expires?: string;
  readonly grant?: string;
}

/** Requests a grant for a rental, waits until it is signed, and writes it to a file. */
export async function phoneGrant(options: GrantOptions): Promise<void> {
  const { platform } = target(options);
  const { rider, rental, phoneKey: phoneKeyId, out } = options;
  const path = `/v1/rentals/${rental}/grants`;
  const asked = answered(await platform.ask<GrantAnswer>('rider', rider, 'POST', path, { phoneKeyId }));
  const grant = await platform.until<GrantAnswer>(
    `The grant ${asked.grantId}`,
    () => platform.as('rider', rider, 'GET', `${path}/${asked.grantId}`),
    ({ body }) => body.state !== 'PENDING',
  );
  if (grant.grant === undefined) {
    throw new CommandError(
      'NO_GRANT',
      `The grant is ${grant.state}: ${grant.reason ?? 'it is no longer valid'}.`,
    );
  }
  try {
    writeFileSync(out, `${grant.grant}\n`, { mode: 0o600 });
  } catch (cause) {
    throw fileError('written', out, cause);
  }
  print(options, { ...grant, file: out }, [`${out} counts until ${grant.expires ?? 'it is revoked'}`]);
}

interface AskOptions extends KeyOptions {
  readonly grant: string;
  readonly car: string;
}

/** Sends a request with a grant to a simulated car near by. It needs only this computer's own network. */
export function phoneAsk(action: GrantAction): (options: AskOptions) => Promise<void> {
  return async (options) => {
    const { platform } = target(options);
    const { body: car } = await platform.local<CarAnswer>('POST', '/_local/cars', { vin: options.car });
    const grant = read(options.grant).trim();
    const address = { host: '127.0.0.1', port: car.phonePort };
    const answer = await askCar(address, keyOf(options), grant, action);
    const fault = answer.type === 'refused' ? answer.fault : answer.result.fault;
    if (fault !== undefined) throw new CommandError(fault, `${options.car} refuses: ${fault}.`);
    print(options, answer, [`${options.car}: ${action} executed`]);
  };
}

function keyOf({ key }: KeyOptions): OwnKey {
  const text = read(key);
  try {
    return readKey(text);
  } catch (cause) {
    throw new CommandError('BAD_KEY', `${key}: ${String(cause)}. Make one with: phone key --key FILE`);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileError('read', file, cause);
  }
}

function fileError(what: string, file: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError('FILE', `${file} cannot be ${what}: ${reason}`);
}

/** The body of a success. Throws when the platform refused. */
function answered<Body>({ status, body }: Answer<Body>): Body {
  if (status === 200 || status === 201) return body;
  const { code = 'REFUSED', detail = `it answered ${status}` } = body as { code?: string; detail?: string };
  throw new PlatformError(code, status, detail);
}
