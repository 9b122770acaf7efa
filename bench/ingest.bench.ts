import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { EventSources } from '../local/cloud/lambda/event-sources/event-sources.ts';
import type { LogRecord } from '../local/cloud/lambda/event-sources/kafka/log-record.ts';
import { type RunningPlatform, startPlatform } from '../local/tools/platform/start.ts';
import { carsTelemetry } from '../shared/contracts/car/car.ts';
import { TWIN_WRITE_INTERVAL_SECONDS } from '../shared/contracts/telemetry/telemetry.ts';
import { reportFold } from './fold.bench.ts';
import { Cars } from './ingest/cars.ts';
import { lastSampleTime, samplesIn } from './ingest/reading.ts';
import { milliseconds, percentile } from './percentiles.ts';
import { say } from './say.ts';
import { processName } from './start/process-memory.ts';

/**
 * How many readings a second go from cars over MQTT with TLS, through the rule, Kafka, and the fold, into DynamoDB, with
 * permissions on. A rate holds when, at the end, less than two seconds of it are not folded yet.
 */
const AIM = 20_000;
const LONGEST_BACKLOG_SECONDS = 2;
/** A twin that was put off is written after a minute, when its turn comes. */
const LONGEST_DEFERRAL_SECONDS = 2 * TWIN_WRITE_INTERVAL_SECONDS;
/** Without progress for so long, what is not folded never will be. */
const PATIENCE_SECONDS = 15;
/** Of how many records the latency is taken: each so many-th. */
const LATENCY_EVERY = 20;

/** What was folded since the start of a run. */
class Folded {
  readings = 0;
  batches = 0;
  latencies: number[] = [];
  private records = 0;

  take(batch: readonly LogRecord[]): void {
    const now = performance.timeOrigin + performance.now();
    this.batches += 1;
    for (const { value } of batch) {
      if (value === null) continue;
      this.readings += samplesIn(value);
      if (this.records++ % LATENCY_EVERY === 0) this.latencies.push(now - lastSampleTime(value));
    }
  }
}

interface TwinAnswer {
  readonly time: string;
  readonly fields: Readonly<Record<string, { readonly value: unknown }>>;
}

interface Run {
  readonly rate: number;
  readonly seconds: number;
  readonly backlog: number;
  readonly lateSeconds: number;
  readonly folded: Folded;
  readonly holds: boolean;
  readonly last: Readonly<Record<string, string>>;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cars: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '300' },
      probe: { type: 'string', default: '20' },
      samples: { type: 'string', default: '5' },
      rate: { type: 'string' },
    },
  });
  const samplesPerMessage = Number(values.samples);
  const platform = await startPlatform({ cars: 0, seed: 1, onProgress: say });
  try {
    const cars = await Cars.connect(platform, Number(values.cars), samplesPerMessage);
    try {
      const bench = new Bench(platform, cars, samplesPerMessage);
      await bench.run(10, 1000);
      const rate = values.rate === undefined ? await bench.search(Number(values.probe)) : Number(values.rate);
      const final = await bench.run(Number(values.seconds), rate);
      await bench.checkTwins(final.last);
      print(final, samplesPerMessage, Number(values.cars));
      await reportFold(platform, samplesPerMessage);
    } finally {
      cars.stop();
    }
  } finally {
    await platform.stop();
  }
}

class Bench {
  private readonly platform: RunningPlatform;
  private readonly cars: Cars;
  private readonly samplesPerMessage: number;
  private folded = new Folded();

  constructor(platform: RunningPlatform, cars: Cars, samplesPerMessage: number) {
    this.platform = platform;
    this.cars = cars;
    this.samplesPerMessage = samplesPerMessage;
    platform.cloud.part(EventSources).switches.handled = (batch) => {
      if (batch[0]?.topic === carsTelemetry.name) this.folded.take(batch);
    };
  }

  /** The highest rate that holds in short runs. */
  async search(seconds: number): Promise<number> {
    let [held, failed] = [0, Number.POSITIVE_INFINITY];
    for (let rate = AIM / 2; ; ) {
      const { holds } = await this.run(seconds, rate);
      if (holds) held = rate;
      else failed = rate;
      const next =
        failed === Number.POSITIVE_INFINITY ? held + 5000 : Math.round((held + failed) / 2000) * 1000;
      if (next <= held || next >= failed) return held;
      rate = next;
    }
  }

  async run(seconds: number, rate: number): Promise<Run> {
    const folded = new Folded();
    this.folded = folded;
    const before = usedCpu();
    const driven = await this.cars.drive(rate / this.samplesPerMessage, seconds);
    const sent = driven.messages * this.samplesPerMessage;
    const backlog = sent - folded.readings;
    const { lateSeconds, last } = driven;
    const { p50, p99 } = latency(folded);
    const lost = await this.drain(sent, folded);
    const limit = LONGEST_BACKLOG_SECONDS;
    const holds = backlog < limit * rate && lateSeconds < limit && lost === 0;
    const cpu = [...usedCpu()].map(([name, value]) => {
      const microseconds = ((value - (before.get(name) ?? value)) * 1e6) / sent;
      return `${name} ${microseconds.toFixed(1)}`;
    });
    say(
      `${rate} readings/s for ${seconds} s: ${holds ? 'holds' : 'does not hold'}; ${(backlog / rate).toFixed(2)} s behind, ` +
        `${lost === 0 ? '' : `${lost} lost, `}p50 ${p50}, p99 ${p99}, ${(folded.readings / folded.batches).toFixed(0)} readings a batch; ` +
        `µs of CPU a reading: ${cpu.join(', ')}`,
    );
    return { rate, seconds, backlog, lateSeconds, folded, holds, last };
  }

  /** Waits until everything that was sent is folded; says how much never is: the rule has given it up. */
  private async drain(sent: number, folded: Folded): Promise<number> {
    let left = sent - folded.readings;
    for (let waited = 0; left > 0 && waited < PATIENCE_SECONDS; waited += 1) {
      await sleep(1000);
      if (sent - folded.readings < left) waited = 0;
      left = sent - folded.readings;
    }
    return left;
  }

  /** Every twin must show the last reading that its car sent. */
  async checkTwins(last: Readonly<Record<string, string>>): Promise<void> {
    const { client } = this.platform;
    say('waiting for the twins that were put off');
    for (const [vin, text] of Object.entries(last)) {
      const { time, ...sample } = JSON.parse(text) as Record<string, unknown>;
      await client.until<TwinAnswer>(
        `the twin with ${text}`,
        () => client.as('operator', 'bench', 'GET', `/v1/vehicles/${vin}/twin`),
        ({ body }) =>
          body.time === time &&
          Object.entries(sample).every(([name, value]) => isDeepStrictEqual(body.fields[name]?.value, value)),
        LONGEST_DEFERRAL_SECONDS,
      );
    }
    say(`${Object.keys(last).length} twins show what their cars sent last`);
  }
}

function latency({ latencies }: Folded): { readonly p50: string; readonly p99: string } {
  return { p50: milliseconds(percentile(latencies, 0.5)), p99: milliseconds(percentile(latencies, 0.99)) };
}

/** Seconds of CPU by process so far. */
function usedCpu(): Map<string, number> {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  const used = new Map([
    ['main thread', (main.user + main.system) / 1e6],
    ['workers', (all.user + all.system - main.user - main.system) / 1e6],
  ]);
  const lines = execFileSync('ps', ['-A', '-o', 'ppid=,time=,args='], { encoding: 'utf8' }).split('\n');
  for (const line of lines) {
    const [, parent, time, program] = /^\s*(\d+)\s+([\d:.-]+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) !== process.pid || time === undefined || program === undefined) continue;
    const name = processName(program);
    if (name !== undefined) used.set(name, seconds(time));
  }
  return used;
}

function seconds(time: string): number {
  return time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
}

function print({ rate, seconds, backlog, folded, holds }: Run, samples: number, cars: number): void {
  process.stdout.write(
    [
      `ingest, ${cars} cars over TLS, ${samples} reading(s) a message, ${seconds} s`,
      `  rate     ${rate} readings/s ${holds ? 'held' : 'NOT HELD'}  (aim ${AIM})`,
      `  backlog  ${(backlog / rate).toFixed(2)} s at the end  (limit ${LONGEST_BACKLOG_SECONDS} s)`,
      `  p50      ${milliseconds(percentile(folded.latencies, 0.5))} from publish to fold`,
      `  p99      ${milliseconds(percentile(folded.latencies, 0.99))}`,
      '',
    ].join('\n'),
  );
}
