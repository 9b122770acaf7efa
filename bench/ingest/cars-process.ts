import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { connect, disconnect, publish } from './mqtt-packets.ts';
import { messageText, sampleText } from './reading.ts';

/** The cars of the ingest bench, in a process of their own: `fork`ed, and told what to do in messages. */

export interface CarsConfiguration {
  readonly host: string;
  readonly port: number;
  readonly caPath: string;
  /** The rule that Basic Ingest names. */
  readonly rule: string;
  readonly samplesPerMessage: number;
  readonly cars: readonly {
    readonly vin: string;
    readonly certificatePath: string;
    readonly keyPath: string;
  }[];
}

export type CarsOrder =
  | { readonly type: 'connect'; readonly configuration: CarsConfiguration }
  | { readonly type: 'drive'; readonly messagesPerSecond: number; readonly seconds: number }
  | { readonly type: 'stop' };

export type CarsAnswer =
  | { readonly type: 'connected' }
  /** `last` is each car's last sample. */
  | {
      readonly type: 'driven';
      readonly messages: number;
      /** How much longer it took to send them than it should have. */
      readonly lateSeconds: number;
      readonly last: Readonly<Record<string, string>>;
    };

const TICK_MILLISECONDS = 10;
const CONNECTING_AT_ONCE = 20;

class Car {
  readonly vin: string;
  /** Messages sent. */
  sent = 0;
  last = '';
  private readonly number: number;
  private readonly topic: string;
  private readonly socket: TLSSocket;
  private samples = 0;

  constructor(number: number, vin: string, topic: string, socket: TLSSocket) {
    this.number = number;
    this.vin = vin;
    this.topic = topic;
    this.socket = socket;
    // PUBACKs are taken and not looked at.
    socket.resume();
    socket.on('error', (error) => {
      // The platform may be gone before the cars.
      if (stopping) return;
      throw new Error(`${vin}: ${error.message}`, { cause: error });
    });
  }

  send(samplesPerMessage: number, now: number): void {
    const samples: string[] = [];
    for (let i = samplesPerMessage - 1; i >= 0; i -= 1) {
      samples.push(sampleText(this.number, (this.samples += 1), new Date(now - i).toISOString()));
    }
    this.last = samples.at(-1) ?? '';
    this.sent += 1;
    this.socket.write(publish(this.topic, (this.sent % 65_535) + 1, messageText(samples)));
  }

  end(): void {
    this.socket.end(disconnect);
  }
}

let cars: Car[] = [];
let samplesPerMessage = 1;
let stopping = false;

async function connectAll(configuration: CarsConfiguration): Promise<void> {
  samplesPerMessage = configuration.samplesPerMessage;
  const ca = readFileSync(configuration.caPath);
  const queue = configuration.cars.entries();
  const made: Car[] = [];
  await Promise.all(
    Array.from({ length: CONNECTING_AT_ONCE }, async () => {
      for (const [number, { vin, certificatePath, keyPath }] of queue) {
        const socket = connectTls({
          host: configuration.host,
          port: configuration.port,
          ca,
          cert: readFileSync(certificatePath),
          key: readFileSync(keyPath),
          servername: 'localhost',
        });
        await once(socket, 'secureConnect');
        socket.setNoDelay(true);
        made[number] = new Car(number, vin, `$aws/rules/${configuration.rule}/cars/${vin}/telemetry`, socket);
        socket.write(connect(vin));
        await once(socket, 'data');
      }
    }),
  );
  cars = made;
}

async function drive(messagesPerSecond: number, seconds: number): Promise<CarsAnswer> {
  const before = cars.reduce((sum, { sent }) => sum + sent, 0);
  const start = performance.now();
  const total = messagesPerSecond * seconds;
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, ((performance.now() - start) / 1000) * messagesPerSecond);
    const now = Date.now();
    for (; sent < due; sent += 1) cars[sent % cars.length]?.send(samplesPerMessage, now);
    await sleep(TICK_MILLISECONDS);
  }
  return {
    type: 'driven',
    messages: cars.reduce((sum, { sent }) => sum + sent, 0) - before,
    lateSeconds: (performance.now() - start) / 1000 - seconds,
    last: Object.fromEntries(cars.map(({ vin, last }) => [vin, last])),
  };
}

function answer(message: CarsAnswer): void {
  process.send?.(message);
}

async function obey(order: CarsOrder): Promise<void> {
  if (order.type === 'connect') {
    await connectAll(order.configuration);
    answer({ type: 'connected' });
  } else if (order.type === 'drive') {
    answer(await drive(order.messagesPerSecond, order.seconds));
  } else {
    stopping = true;
    for (const car of cars) car.end();
    process.disconnect();
  }
}

process.on('message', (order) => void obey(order as CarsOrder));
