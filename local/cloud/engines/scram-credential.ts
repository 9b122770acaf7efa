import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { EngineError } from './engine-error.ts';
import { compact, kafkaRequest, NO_TAGS, unsignedVarint } from './kafka-wire.ts';

/** AlterUserScramCredentials, which kafkajs does not have. */
const ALTER_USER_SCRAM_CREDENTIALS = { key: 51, version: 0 };
const SCRAM_SHA_512 = 2;
/** The fewest that Kafka takes; the password is as local as the broker. */
const ITERATIONS = 4096;
const HASH_BYTES = 64;
const SALT_BYTES = 32;
const derive = promisify(pbkdf2);

/**
 * Adds a SCRAM-SHA-512 user to a running broker, or gives it another password. `internal` is the listener of the super
 * user. The broker learns of it a moment after the answer. Throws EngineError SCRAM_REFUSED.
 */
export async function alterScramUser(internal: string, name: string, password: string): Promise<void> {
  const salt = randomBytes(SALT_BYTES);
  const salted = await derive(password.normalize('NFKC'), salt, ITERATIONS, HASH_BYTES, 'sha512');
  const body = Buffer.concat([arrayOf(0), arrayOf(1), upsertion(name, salt, salted), NO_TAGS]);
  const answer = await kafkaRequest(internal, { ...ALTER_USER_SCRAM_CREDENTIALS, body }).catch(
    (cause: unknown) => {
      throw new EngineError('SCRAM_REFUSED', `${internal} did not add the SCRAM user ${name}`, { cause });
    },
  );
  const code = resultCode(answer);
  if (code !== 0)
    throw new EngineError(
      'SCRAM_REFUSED',
      `${internal} did not add the SCRAM user ${name}: Kafka error ${code}`,
    );
}

function arrayOf(length: number): Buffer {
  return unsignedVarint(length + 1);
}

function upsertion(name: string, salt: Buffer, salted: Buffer): Buffer {
  const fixed = Buffer.alloc(5);
  fixed.writeInt8(SCRAM_SHA_512, 0);
  fixed.writeInt32BE(ITERATIONS, 1);
  return Buffer.concat([compact(name), fixed, compact(salt), compact(salted), NO_TAGS]);
}

/** The answer: throttle time (4 bytes), one result of user (compact string), error code, and message. */
function resultCode(answer: Buffer): number {
  const afterCount = 5;
  let length = 0;
  let at = afterCount;
  for (let shift = 0; ; shift += 7) {
    const byte = answer.readUInt8(at++);
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return answer.readInt16BE(at + length - 1);
}
