/**
 * Reads the lengths of a client's frames from the bytes as they come (RFC 6455, section 5.2): the library below hands out
 * whole messages only, and API Gateway limits frames, too.
 */
export class FrameSizes {
  private header: Buffer = Buffer.alloc(0);
  private payloadLeft = 0;

  /** The length of the largest frame that begins in these bytes. */
  largestIn(bytes: Buffer): number {
    let largest = 0;
    let rest = bytes;
    while (rest.length > 0) {
      const skipped = Math.min(this.payloadLeft, rest.length);
      this.payloadLeft -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length === 0) break;
      const taken = Math.min(this.headerLength() - this.header.length, rest.length);
      this.header = Buffer.concat([this.header, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      if (this.header.length < this.headerLength()) continue;
      this.payloadLeft = this.payloadLength();
      largest = Math.max(largest, this.payloadLeft);
      this.header = Buffer.alloc(0);
    }
    return largest;
  }

  /** As far as is known by now: the second byte says whether more bytes of length follow, and a mask. */
  private headerLength(): number {
    const second = this.header[1];
    if (second === undefined) return 2;
    const length = second & 0x7f;
    return 2 + (length === 127 ? 8 : length === 126 ? 2 : 0) + (second & 0x80 ? 4 : 0);
  }

  private payloadLength(): number {
    const length = (this.header[1] ?? 0) & 0x7f;
    if (length === 126) return this.header.readUInt16BE(2);
    return length === 127 ? Number(this.header.readBigUInt64BE(2)) : length;
  }
}
