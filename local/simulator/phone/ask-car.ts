import { createPublicKey, verify } from 'node:crypto';
import { connect } from 'node:net';
import { Object as Obj } from 'typebox';
import { Compile } from 'typebox/compile';
import type { GrantAction } from '../../../shared/contracts/car/car.ts';
import {
  Challenge,
  Grant,
  PhoneKey,
  PhoneResult,
  REQUEST_JWS_TYPE,
  RESULT_JWS_TYPE,
  Refused,
  Result,
} from '../../../shared/contracts/car/grant-exchange.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';
import { FrameReader, frame, parseFrame } from './frames.ts';
import { type OwnKey, signWith } from './own-key.ts';

/** Why a phone got no answer that it can believe. */
export class PhoneError extends Error {
  readonly code: 'GRANT_UNREADABLE' | 'NO_ANSWER' | 'NOT_THIS_CAR';
  constructor(code: PhoneError['code'], message: string) {
    super(message);
    this.name = 'PhoneError';
    this.code = code;
  }
}

export type CarAnswer =
  /** Signed by the car: this is what it did. */
  | { readonly type: 'result'; readonly result: PhoneResult }
  /** Not signed, so it proves nothing. */
  | { readonly type: 'refused'; readonly fault: string };

const ANSWER_MILLISECONDS = 10_000;

const challenges = Compile(Challenge);
const results = Compile(Result);
const refusals = Compile(Refused);
const payloads = Compile(PhoneResult);
const headers = Compile(Obj({ jwk: PhoneKey }));
const grants = Compile(Grant);

/** What a grant says. The phone takes it from the platform as it is, and checks no signature. Throws GRANT_UNREADABLE. */
export function readGrant(text: string): Grant {
  const grant = decoded(text.split('.')[1] ?? '');
  if (grants.Check(grant)) return grant;
  throw new PhoneError('GRANT_UNREADABLE', 'This is no grant: fetch it again from the platform.');
}

/** Asks the car for something with a grant, on a stream of its own. Throws PhoneError. */
export async function askCar(
  address: { readonly host: string; readonly port: number },
  key: OwnKey,
  grantText: string,
  action: GrantAction,
): Promise<CarAnswer> {
  const { id, vin, car } = readGrant(grantText);
  const stream = openStream(address);
  try {
    stream.send({ type: 'hello', versions: [1] });
    const greeting = await stream.next();
    if (!challenges.Check(greeting) || greeting.vin !== vin) {
      throw new PhoneError('NOT_THIS_CAR', `Here is not the car ${vin}, for which the grant is.`);
    }
    const { challenge } = greeting;
    const request = signWith(key, REQUEST_JWS_TYPE, { vin, grant: id, challenge, action });
    stream.send({ type: 'request', grant: grantText, request });
    const answer = await stream.next();
    if (refusals.Check(answer)) return { type: 'refused', fault: answer.fault };
    const result = results.Check(answer) ? believed(answer.result, car) : undefined;
    if (result?.grant !== id || result.challenge !== challenge || result.action !== action) {
      throw new PhoneError(
        'NOT_THIS_CAR',
        `What answered is not the car ${vin}: its word is not to be believed.`,
      );
    }
    return { type: 'result', result };
  } finally {
    stream.close();
  }
}

/** The payload of what the car with this thumbprint has signed; undefined when it has not. */
function believed(text: string, carThumbprint: string): PhoneResult | undefined {
  const [head = '', body = '', signature = ''] = text.split('.');
  const header = decoded(head);
  if (!headers.Check(header) || thumbprint(header.jwk) !== carThumbprint) return undefined;
  const { alg, typ, jwk } = header as { alg?: unknown; typ?: unknown; jwk: PhoneKey };
  if (alg !== 'ES256' || typ !== RESULT_JWS_TYPE) return undefined;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const input = Buffer.from(`${head}.${body}`, 'ascii');
  const isGood = verify(
    'sha256',
    input,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const payload = decoded(body);
  return isGood && payloads.Check(payload) ? payload : undefined;
}

const decoded = (encoded: string): unknown => parseFrame(Buffer.from(encoded, 'base64url'));

interface Stream {
  send(value: object): void;
  /** The next frame. Rejects with NO_ANSWER when none comes. */
  next(): Promise<unknown>;
  close(): void;
}

function openStream({ host, port }: { readonly host: string; readonly port: number }): Stream {
  const socket = connect({ host, port });
  const reader = new FrameReader();
  const frames: unknown[] = [];
  let wake = (): void => {};
  let ended: string | undefined;
  const end = (why: string): void => {
    ended ??= why;
    wake();
  };
  socket.setTimeout(ANSWER_MILLISECONDS, () => end('it does not answer'));
  socket.on('error', (error) => end(error.message));
  socket.on('close', () => end('it has closed the stream'));
  socket.on('data', (chunk: Buffer) => {
    const bodies = reader.push(chunk);
    if (bodies === undefined) end('it sends nonsense');
    frames.push(...(bodies ?? []).map(parseFrame));
    wake();
  });
  return {
    send: (value) => void socket.write(frame(value)),
    next: async () => {
      while (frames.length === 0) {
        if (ended !== undefined) throw new PhoneError('NO_ANSWER', `No answer of the car: ${ended}.`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return frames.shift();
    },
    close: () => socket.destroy(),
  };
}
