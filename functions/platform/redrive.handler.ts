import { violations } from '../../shared/contracts/validate.ts';
import { REDRIVE_CHECK } from '../../shared/runtime/check-names.ts';
import { readDeadLetters } from '../../shared/runtime/dead-letters/reader.ts';
import {
  type Redriven,
  RedriveRequest,
  redriveRecords,
} from '../../shared/runtime/dead-letters/redrive-request.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { kafka, publisher } from '../../shared/runtime/kafka/publish.ts';
import { logger } from '../../shared/runtime/observability.ts';

/** The function's own name: its consumer group, which remembers how far the letters have been taken. */
const GROUP = 'platform-redrive';

/** Sends dead letters to their topics again. Invoked by an operator; says how many were sent and how many stay. */
export async function handler(event: unknown): Promise<Redriven> {
  const request = event ?? {};
  const [wrong] = violations(REDRIVE_CHECK, RedriveRequest, request);
  if (wrong !== undefined)
    throw new TypeError(`This is no request to redrive: ${wrong.path} ${wrong.message}`);
  const batch = await readDeadLetters(kafka(variable('brokers').split(','), GROUP), GROUP);
  try {
    const redriven = await redriveRecords(batch.records, request, publisher());
    await batch.done();
    logger.info('Redriven', { ...redriven, request });
    return redriven;
  } finally {
    await batch.close();
  }
}
