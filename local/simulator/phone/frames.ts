import { LONGEST_FRAME_BYTES } from '../../../shared/contracts/car/grant-exchange.ts';

/** Messages on a stream of bytes between phone and car: the length in 4 bytes, big endian, then so many bytes of JSON. */

const LENGTH_BYTES = 4;

export function frame(value: object): Buffer {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Puts chunks together again. */
export class FrameReader {
  private rest = Buffer.alloc(0);

  /** The bodies that are whole by now; undefined as soon as one is announced that is too long. */
  push(chunk: Uint8Array): readonly Buffer[] | undefined {
    this.rest = Buffer.concat([this.rest, chunk]);
    const bodies: Buffer[] = [];
    while (this.rest.length >= LENGTH_BYTES) {
      const length = this.rest.readUInt32BE(0);
      if (length > LONGEST_FRAME_BYTES) return undefined;
      if (this.rest.length < LENGTH_BYTES + length) break;
      bodies.push(this.rest.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      this.rest = this.rest.subarray(LENGTH_BYTES + length);
    }
    return bodies;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a frame says; undefined when it is no JSON in UTF-8. */
export function parseFrame(body: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
