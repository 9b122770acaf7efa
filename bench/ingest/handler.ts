import { pathToFileURL } from 'node:url';
import { makeVin } from '../../shared/kernel/vin.ts';
import { messageText, sampleText } from './reading.ts';

/**
 * Measures the CPU time of the deployed telemetry handler, in a process that has the function's environment, next to
 * what nobody can do without: base64 and JSON.parse of the same values. `fork`ed with the bundle's path.
 */

export interface HandlerCost {
  /** Microseconds of CPU a reading, of all threads. */
  readonly handler: number;
  readonly decoding: number;
}

type Handler = (event: KafkaEvent, context: unknown) => Promise<unknown>;

interface KafkaEvent {
  readonly eventSource: 'aws:kafka';
  readonly records: Readonly<Record<string, readonly { readonly value: string }[]>>;
}

const CARS = 1000;
const PARTITIONS = 12;
const WARM_UP_BATCHES = 30;
const BATCHES = 100;
const context = { functionName: 'bench', getRemainingTimeInMillis: () => 30_000 };

/** Events as Lambda makes them, with one message of each car. */
function* events(topic: string, samplesPerMessage: number): Generator<KafkaEvent, never> {
  const vins = Array.from({ length: CARS }, (_, car) => makeVin('WRS', 'HANDL', car + 1));
  const header = (text: string): number[] => [...Buffer.from(text)];
  for (let batch = 0; ; batch += 1) {
    const records: Record<string, { readonly value: string }[]> = {};
    const now = Date.now();
    for (const [car, vin] of vins.entries()) {
      const partition = car % PARTITIONS;
      const list = (records[`${topic}-${partition}`] ??= []);
      list.push({
        topic,
        partition,
        offset: batch * Math.ceil((CARS - partition) / PARTITIONS) + list.length,
        timestamp: now,
        timestampType: 'CREATE_TIME',
        key: Buffer.from(vin).toString('base64'),
        value: Buffer.from(message(car, batch, now, samplesPerMessage)).toString('base64'),
        headers: [
          { received: header(String(now)) },
          { traceid: header('01890b7e-4a3d-4f7e-9d55-0123456789ab') },
          { clientid: header(vin) },
        ],
      } as { readonly value: string });
    }
    yield { eventSource: 'aws:kafka', records };
  }
}

function message(car: number, batch: number, now: number, samples: number): string {
  return messageText(
    Array.from({ length: samples }, (_, i) =>
      sampleText(car, batch * samples + i, new Date(now - samples + 1 + i).toISOString()),
    ),
  );
}

function cpuOf(used: NodeJS.CpuUsage): number {
  return used.user + used.system;
}

async function measure(bundle: string, topic: string, samplesPerMessage: number): Promise<HandlerCost> {
  const { handler } = (await import(pathToFileURL(bundle).href)) as { readonly handler: Handler };
  const source = events(topic, samplesPerMessage);
  let [handling, decoding] = [0, 0];
  let kept = 0;
  for (let batch = -WARM_UP_BATCHES; batch < BATCHES; batch += 1) {
    const event = source.next().value;
    let before = process.cpuUsage();
    for (const { value } of Object.values(event.records).flat()) {
      kept += Object.keys(JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as object).length;
    }
    if (batch >= 0) decoding += cpuOf(process.cpuUsage(before));
    before = process.cpuUsage();
    await handler(event, context);
    if (batch >= 0) handling += cpuOf(process.cpuUsage(before));
  }
  if (kept === 0) throw new Error('nothing was decoded');
  const readings = BATCHES * CARS * samplesPerMessage;
  return { handler: handling / readings, decoding: decoding / readings };
}

const [, , bundle = '', topic = '', samples = '1'] = process.argv;
process.send?.(await measure(bundle, topic, Number(samples)));
process.disconnect();
