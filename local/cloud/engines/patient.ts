/**
 * Limits for each kafkajs client of the broker on this computer. The defaults of kafkajs, a second for a connection and
 * ten for signing in, are for networks that lose packets. Here an answer is only late because the computer is busy, and a
 * late answer is as good. With `enforceRequestTimeout`, kafkajs 2.2.4 sets timers with negative times on Node 24.
 */
export const PATIENT = {
  connectionTimeout: 60_000,
  authenticationTimeout: 60_000,
  enforceRequestTimeout: false,
} as const;
