/**
 * The names of the functions' environment variables. The CDK app sets the variables, `variable()` reads them.
 */
export const environment = {
  /** `development` or `production`. */
  stage: 'ROADSTREAM_STAGE',
  /** The room's name. */
  room: 'ROADSTREAM_ROOM',
  /** The room's table. */
  table: 'ROADSTREAM_TABLE',
  /** Kafka's bootstrap brokers for IAM, comma separated. */
  brokers: 'ROADSTREAM_BROKERS',
  timersQueueUrl: 'ROADSTREAM_TIMERS_QUEUE_URL',
  /** JSON: port → queue URL. */
  portQueueUrls: 'ROADSTREAM_PORT_QUEUE_URLS',
  /** JSON: a `KeyChain`, the KMS keys that sign for cars. */
  keyChain: 'ROADSTREAM_KEY_CHAIN',
  /** The KMS key that signs codes. */
  codesKeyId: 'ROADSTREAM_CODES_KMS_KEY_ID',
  riderKeysTable: 'ROADSTREAM_RIDER_KEYS_TABLE',
  riderKeysKeyId: 'ROADSTREAM_RIDER_KEYS_KMS_KEY_ID',
  /** The name of the function that stands for a provider. */
  providerFunction: 'ROADSTREAM_PROVIDER_FUNCTION',
  /** JSON: room → table, for the function that reads operations. */
  operationTables: 'ROADSTREAM_OPERATION_TABLES',
  /** The bucket of all rooms' photos. A room's keys begin with its name. */
  photosBucket: 'ROADSTREAM_PHOTOS_BUCKET',
  /** The URL for apps to open WebSocket connections. */
  socketUrl: 'ROADSTREAM_SOCKET_URL',
  /** The endpoint for posting to connections. The SDK itself reads it, like every `AWS_ENDPOINT_URL_…`. */
  socketConnectionsUrl: 'AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI',
  thingType: 'ROADSTREAM_THING_TYPE',
  carPolicy: 'ROADSTREAM_CAR_POLICY',
} as const;

export type EnvironmentName = keyof typeof environment;

/** The variable's value. Throws when it is not set, which is a fault of the template. */
export function variable(name: EnvironmentName): string {
  const value = process.env[environment[name]];
  if (value === undefined || value === '') {
    throw new Error(
      `${environment[name]} is not set: the function's template does not give it what it needs`,
    );
  }
  return value;
}
