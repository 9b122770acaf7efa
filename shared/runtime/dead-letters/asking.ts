import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Static, TSchema } from 'typebox';
import { violations } from '../../contracts/validate.ts';
import { clientLimits } from '../client-limits.ts';
import { RuntimeFailure } from '../failure.ts';
import { ProblemError } from '../problem.ts';
import { type LettersRequest, REDRIVE_FUNCTION } from './redrive-request.ts';

/** One attempt: a redrive that is asked for again would send what came meanwhile, too. */
const lambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { ...clientLimits.requestHandler, requestTimeout: 30_000 },
});

/** What the function answers. Throws UNAVAILABLE while it works for somebody else. */
export async function askRedrive<Schema extends TSchema>(
  request: LettersRequest,
  answer: { readonly schema: Schema; readonly check: string },
): Promise<Static<Schema>> {
  const { Payload, FunctionError } = await invoked(request);
  if (FunctionError !== undefined)
    throw new RuntimeFailure('PROVIDER_FAILED', `${REDRIVE_FUNCTION} failed: see its log`);
  const body: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
  const [wrong] = violations(answer.check, answer.schema, body);
  if (wrong === undefined) return body as Static<Schema>;
  throw new RuntimeFailure(
    'PROVIDER_FAILED',
    `${REDRIVE_FUNCTION} answers what nobody expects: ${wrong.path} ${wrong.message}`,
  );
}

async function invoked(request: LettersRequest) {
  try {
    return await lambda.send(
      new InvokeCommand({ FunctionName: REDRIVE_FUNCTION, Payload: JSON.stringify(request) }),
    );
  } catch (error) {
    if (error instanceof TooManyRequestsException)
      throw new ProblemError('UNAVAILABLE', 'The dead letters are being read or sent for somebody else.');
    throw error;
  }
}
