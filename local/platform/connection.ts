/** What a car must know to connect: `GET /_local/connection`. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly caPath: string;
  /** The IoT rule that takes telemetry by Basic Ingest. */
  readonly telemetryRule: string;
  /** Public keys that sign commands: what cars trust. */
  readonly keys: readonly { readonly kid: string; readonly publicKeyPem: string }[];
}
