import { connect } from 'node:net';

/**
 * One request to a broker in Kafka's own protocol, for the few that kafkajs cannot send. `body` is the request after
 * its header; the answer is the response after its header. Flexible versions only (request header 2, response header
 * 1): strings and arrays are compact, structures end with tagged fields.
 */
export function kafkaRequest(
  address: string,
  { key, version, body }: { key: number; version: number; body: Buffer },
): Promise<Buffer> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    let received: Buffer = Buffer.alloc(0);
    socket.setTimeout(ANSWER_MILLISECONDS, () => socket.destroy(new Error(`${address} did not answer`)));
    socket.once('connect', () => socket.write(framed(Buffer.concat([header(key, version), body]))));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
      resolve(received.subarray(RESPONSE_HEADER));
      socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${address} closed the connection`)));
  });
}

const ANSWER_MILLISECONDS = 30_000;
const CORRELATION = 1;
const CLIENT = 'roadstream';
/** Length, correlation id, no tagged fields. */
const RESPONSE_HEADER = 4 + 4 + 1;

/** No tagged fields follow. */
export const NO_TAGS = Buffer.from([0]);

function header(key: number, version: number): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeInt16BE(key, 0);
  fixed.writeInt16BE(version, 2);
  fixed.writeInt32BE(CORRELATION, 4);
  fixed.writeInt16BE(CLIENT.length, 8);
  return Buffer.concat([fixed, Buffer.from(CLIENT), NO_TAGS]);
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(message.length);
  return Buffer.concat([length, message]);
}

/** Seven bits a byte, lowest first; the highest bit says that more follow. */
export function unsignedVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** A compact string, bytes or array: its length plus one, then its elements. */
export function compact(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([unsignedVarint(bytes.length + 1), bytes]);
}
