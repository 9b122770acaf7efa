import type { TrustedKeys } from '../../../shared/contracts/car/car.ts';

/** What a car needs to connect: `GET /_local/connection`. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly caPath: string;
  /** The IoT rule that takes telemetry by Basic Ingest. */
  readonly telemetryRule: string;
  /** The keys that sign for cars: the list that is installed in new cars. */
  readonly trust: TrustedKeys;
}
