/** The functions of the stand-in, and their environment. */

export const STAND_IN_API = 'sandbox-stripe';
export const STAND_IN_CALLBACKS = 'sandbox-stripe-callbacks';

export const standInEnvironment = {
  table: 'ROADSTREAM_STAND_IN_TABLE',
  /** Of what happens later. */
  queueUrl: 'ROADSTREAM_STAND_IN_QUEUE_URL',
  /** The ARN of the secret that holds the key that callers must have. */
  apiKeySecret: 'ROADSTREAM_STAND_IN_API_KEY_SECRET',
  /** The ARN of the secret that signs callbacks. */
  callbackSecret: 'ROADSTREAM_STAND_IN_CALLBACK_SECRET',
  /** Scheme and host by which browsers reach the stand-in. */
  origin: 'ROADSTREAM_STAND_IN_ORIGIN',
  /** Where callbacks are sent. */
  callbackUrl: 'ROADSTREAM_STAND_IN_CALLBACK_URL',
} as const;
