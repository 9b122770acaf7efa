export type IotErrorCode =
  /** The MQTT port belongs to another program. */
  | 'MQTT_PORT_TAKEN'
  /** The MQTT broker cannot listen, for another reason. */
  | 'MQTT_NOT_LISTENING'
  /** The kept registry has a line that is none of ours. */
  | 'REGISTRY_UNREADABLE';

/** What keeps the local AWS IoT Core from starting. The message says what to do. */
export class IotError extends Error {
  readonly code: IotErrorCode;
  constructor(code: IotErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IotError';
    this.code = code;
  }
}
