/** The three MQTT 3.1.1 packets that a car of the ingest bench needs, written by hand: a client library costs more than what is measured. */

function packet(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  let left = body.length;
  do {
    const digit = left % 128;
    left = Math.floor(left / 128);
    length.push(left > 0 ? digit | 128 : digit);
  } while (left > 0);
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

/** A clean session, with the longest keep-alive that AWS IoT takes: 1,200 s. */
export function connect(clientId: string): Buffer {
  return packet(0x10, text('MQTT'), Buffer.from([4, 2, 1200 >> 8, 1200 & 255]), text(clientId));
}

/** QoS 1. */
export function publish(topic: string, id: number, payload: string): Buffer {
  return packet(0x32, text(topic), Buffer.from([id >> 8, id & 255]), Buffer.from(payload));
}

export const disconnect: Buffer = packet(0xe0);
