import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaEngine } from '../core/cloud.ts';
import { EngineError } from './engine-error.ts';
import { PATIENT } from './patient.ts';
import { alterScramUser } from './scram-credential.ts';

export type KafkaAddresses = Pick<KafkaEngine, 'internal' | 'iam' | 'scram'>;

const LOGIN_MILLISECONDS = 15_000;
const LOGIN_PAUSE_MILLISECONDS = 50;

/** Adds a SCRAM user to any broker, or changes its password; once it resolves the user can log in. */
export async function addScramUser(kafka: KafkaAddresses, name: string, password: string): Promise<void> {
  await alterScramUser(kafka.internal, name, password);
  const limit = Date.now() + LOGIN_MILLISECONDS;
  for (;;) {
    const failure = await login(kafka.scram, name, password);
    if (failure === undefined) return;
    if (Date.now() > limit)
      throw new EngineError('SCRAM_REFUSED', `the SCRAM user ${name} cannot log in to ${kafka.scram}`, {
        cause: failure,
      });
    await pause(LOGIN_PAUSE_MILLISECONDS);
  }
}

/** Undefined when the login succeeds, otherwise why it does not. */
async function login(scram: string, name: string, password: string): Promise<unknown> {
  const admin = new Kafka({
    clientId: 'roadstream-login',
    brokers: [scram],
    // The broker is this computer's own, and only whether it knows the user is asked.
    ssl: { rejectUnauthorized: false },
    sasl: { mechanism: 'scram-sha-512', username: name, password },
    ...PATIENT,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    await admin.disconnect();
  }
}
