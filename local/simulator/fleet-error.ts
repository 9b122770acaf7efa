/** Something that keeps the fleet, or a recording's player, from starting or going on, and what to do about it. */
export class FleetError extends Error {
  readonly code: FleetErrorCode;
  constructor(code: FleetErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FleetError';
    this.code = code;
  }
}

export type FleetErrorCode =
  /** A file that the configuration or the command line names cannot be read. */
  | 'FILE_UNREADABLE'
  /** The configuration is not what it should be. */
  | 'CONFIGURATION_INVALID'
  /** What a car has kept cannot be read back or written. */
  | 'STORE_UNUSABLE'
  /** There is no such car in this fleet. */
  | 'CAR_UNKNOWN'
  /** The recording does not begin with the columns that are expected. */
  | 'RECORDING_HEADER'
  /** A car of the recording cannot connect, or is thrown out again and again. */
  | 'REPLAY_CONNECTION';
