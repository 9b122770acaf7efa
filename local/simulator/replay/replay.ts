import type { Sample } from '../../../shared/contracts/car/car.ts';
import type { Credentials, Endpoint } from '../car/connection.ts';
import { FleetError } from '../fleet-error.ts';
import { Turnstile } from '../turnstile.ts';
import { readRecording } from './recording.ts';
import type { RecordedCar } from './recording-sample.ts';
import { ReplayLine, type ReplayLineOptions } from './replay-line.ts';

export interface ReplayOptions extends Endpoint {
  /** The recording: CSV in the format of `data/car-sensors.csv`. */
  readonly file: string;
  /** The credentials of a car, read before each of its connections. Throws REPLAY_CONNECTION when it cannot connect. */
  readonly connections: (car: RecordedCar) => Credentials | Promise<Credentials>;
  /** The IoT rule that takes telemetry by Basic Ingest. */
  readonly rule: string;
  /** The pause before the second attempt to connect, one second unless given. It doubles before each further attempt. */
  readonly firstPauseMilliseconds?: number;
  /** Called after each row. */
  readonly onProgress?: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  /** Rows read, the header and empty lines apart: sent and rejected ones, and those that wait. */
  readonly rows: number;
  /** Samples that were sent, each counted once. */
  readonly sent: number;
  /** Samples that the broker has acknowledged. */
  readonly accepted: number;
  /** Rows that could not be used, and so were not sent. */
  readonly rejected: number;
  readonly cars: number;
}

export interface ReplayResult extends ReplayProgress {
  /** The first hundred rejected rows: the line in the file, and why. */
  readonly rejectedRows: readonly { readonly line: number; readonly reason: string }[];
  /** Cars that had to give up, whose remaining samples were not sent. */
  readonly failures: readonly FleetError[];
}

/** Rows that may wait for their cars: the file may be larger than the memory. */
const READ_AHEAD = 5_000;
const HANDSHAKES = 32;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const REJECTED_ROWS_NAMED = 100;

/**
 * Plays a recording through MQTT: each car on its own connection, its samples in order, QoS 1. Rows that cannot be
 * used, and cars that cannot connect, are reported and do not stop the others. Throws FILE_UNREADABLE and
 * RECORDING_HEADER.
 */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { file, host, port, ca, rule, firstPauseMilliseconds = FIRST_PAUSE_MILLISECONDS } = options;
  const lineOptions: ReplayLineOptions = {
    endpoint: { host, port, ca },
    rule,
    firstPauseMilliseconds,
    handshakes: new Turnstile(HANDSHAKES),
    credentials: options.connections,
  };
  const lines = new Map<string, ReplayLine>();
  const waiting = new Set<Promise<void>>();
  let makeRoom = (): void => undefined;
  const rejectedRows: { line: number; reason: string }[] = [];
  const failures = new Set<FleetError>();
  const count = { rows: 0, sent: 0, accepted: 0, rejected: 0 };
  const report = (): void => options.onProgress?.({ ...count, cars: lines.size });

  const play = async (line: ReplayLine, sample: Sample): Promise<void> => {
    try {
      await line.play(sample, () => {
        count.sent += 1;
      });
      count.accepted += 1;
    } catch (error) {
      if (!(error instanceof FleetError)) throw error;
      failures.add(error);
    }
    report();
  };

  try {
    for await (const row of readRecording(file)) {
      count.rows += 1;
      if ('reason' in row) {
        count.rejected += 1;
        if (rejectedRows.length < REJECTED_ROWS_NAMED) rejectedRows.push(row);
        report();
        continue;
      }
      const line = lines.get(row.car.vin) ?? new ReplayLine(row.car, lineOptions);
      lines.set(row.car.vin, line);
      const played = play(line, row.sample).finally(() => {
        waiting.delete(played);
        makeRoom();
      });
      waiting.add(played);
      if (waiting.size >= READ_AHEAD) {
        await new Promise<void>((resolve) => {
          makeRoom = resolve;
        });
      }
    }
    await Promise.all(waiting);
  } finally {
    await Promise.all([...lines.values()].map((line) => line.end()));
  }
  return { ...count, cars: lines.size, rejectedRows, failures: [...failures] };
}
