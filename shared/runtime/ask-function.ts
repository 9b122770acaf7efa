import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Static, TSchema } from 'typebox';
import { violations } from '../contracts/validate.ts';
import { clientLimits } from './client-limits.ts';
import { RuntimeFailure } from './failure.ts';

/** What is to be an answer, and where that is written down. */
interface Answer<Schema extends TSchema> {
  readonly schema: Schema;
  readonly check: string;
  /** The document, or the file. */
  readonly says: string;
}

/** A client that invokes functions which take a while. One attempt: whoever asks decides whether to ask again. */
export const functionClient = (timeoutMilliseconds: number): LambdaClient =>
  new LambdaClient({
    maxAttempts: 1,
    requestHandler: { ...clientLimits.requestHandler, requestTimeout: timeoutMilliseconds },
  });

/**
 * Invokes a function, and resolves with its answer. Throws PROVIDER_FAILED when it fails, or does not answer as it is to.
 * Messages never contain the request, because it may name a person. `who` is the function in words.
 */
export async function askFunction<Schema extends TSchema>(
  client: LambdaClient,
  { name, who }: { readonly name: string; readonly who: string },
  request: object,
  { schema, check, says }: Answer<Schema>,
): Promise<Static<Schema>> {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) }),
  );
  if (FunctionError !== undefined) throw new RuntimeFailure('PROVIDER_FAILED', `${who} failed: see its log`);
  const answer = parsed(Payload);
  const [wrong] = violations(check, schema, answer);
  if (wrong === undefined) return answer as Static<Schema>;
  throw new RuntimeFailure(
    'PROVIDER_FAILED',
    `${who} does not answer as ${says} says: ${wrong.path} ${wrong.message}`,
  );
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
