import type { StageSetting, StageSettings } from './room.ts';

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
  /** JSON: currency → what one operator may change of a charge alone, minor units. */
  adjustmentLimits: 'ROADSTREAM_ADJUSTMENT_LIMITS',
  /** The address of the riders' app. */
  appUrl: 'ROADSTREAM_APP_URL',
  /** JSON: whose invoices they are. */
  seller: 'ROADSTREAM_SELLER',
  /** The ARN of the secret by which webhook secrets are sealed, and partners' ids made. */
  partnersSecret: 'ROADSTREAM_PARTNERS_SECRET',
  /** `public`, or `loopback-too`: which receivers of webhooks there may be. */
  webhookReceivers: 'ROADSTREAM_WEBHOOK_RECEIVERS',
  userPoolId: 'ROADSTREAM_USER_POOL_ID',
  /** Where an app client gets tokens. */
  tokenUrl: 'ROADSTREAM_TOKEN_URL',
  tokenIssuer: 'ROADSTREAM_TOKEN_ISSUER',
  /** The public keys of the issuer. */
  tokenKeysUrl: 'ROADSTREAM_TOKEN_KEYS_URL',
  /** The app clients of riders and operators, comma separated. */
  peopleClients: 'ROADSTREAM_PEOPLE_CLIENTS',
  /** The table that counts the requests of callers. */
  quotasTable: 'ROADSTREAM_QUOTAS_TABLE',
  /** JSON: kind of principal → requests a minute. */
  requestsPerMinute: 'ROADSTREAM_REQUESTS_PER_MINUTE',
  thingType: 'ROADSTREAM_THING_TYPE',
  carPolicy: 'ROADSTREAM_CAR_POLICY',
} as const;

export type EnvironmentName = keyof typeof environment;

/** A setting of the stage, which the function's declaration names. The template has it as JSON, by the same type. */
export function setting<Name extends StageSetting>(name: Name): StageSettings[Name] {
  return JSON.parse(variable(name)) as StageSettings[Name];
}

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
