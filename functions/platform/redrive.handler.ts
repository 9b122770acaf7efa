import { violations } from '../../shared/contracts/validate.ts';
import { REDRIVE_CHECK } from '../../shared/runtime/check-names.ts';
import { type LettersPage, pageOf } from '../../shared/runtime/dead-letters/listing.ts';
import { readDeadLetters, readNewestLetters } from '../../shared/runtime/dead-letters/reader.ts';
import {
  LettersRequest,
  REDRIVE_FUNCTION,
  type Redriven,
  type RedriveRequest,
  redriveRecords,
} from '../../shared/runtime/dead-letters/redrive-request.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { kafka, publisher } from '../../shared/runtime/kafka/publish.ts';
import { logger } from '../../shared/runtime/observability.ts';

/** The function's own name: its consumer group, which remembers how far the letters have been taken. */
const GROUP = REDRIVE_FUNCTION;

const cluster = () => kafka(variable('brokers').split(','), GROUP);

/**
 * Sends dead letters to their topics again, and says how many were sent and how many stay; or only lists them. Invoked by
 * an operator, or by the routes for operators.
 */
export async function handler(event: unknown): Promise<Redriven | LettersPage> {
  const [wrong] = violations(REDRIVE_CHECK, LettersRequest, event ?? {});
  if (wrong !== undefined)
    throw new TypeError(`This is no request to redrive: ${wrong.path} ${wrong.message}`);
  const { list, ...request } = (event ?? {}) as LettersRequest;
  return list === undefined ? await redriven(request) : await listed(list);
}

async function listed({ limit, before }: NonNullable<LettersRequest['list']>): Promise<LettersPage> {
  return pageOf(await readNewestLetters(cluster(), GROUP, { most: limit, before }), limit, before);
}

async function redriven(request: RedriveRequest): Promise<Redriven> {
  const batch = await readDeadLetters(cluster(), GROUP);
  try {
    const done = await redriveRecords(batch.records, request, publisher());
    await batch.done();
    logger.info('Redriven', { ...done, request });
    return done;
  } finally {
    await batch.close();
  }
}
