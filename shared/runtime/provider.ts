import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Static, TSchema } from 'typebox';
import { violations } from '../contracts/validate.ts';
import { clientLimits } from './client-limits.ts';
import { variable } from './environment.ts';
import { RuntimeFailure } from './failure.ts';

/** Longer than for AWS itself, because providers use registers of their own. One attempt, because the queue retries. */
const lambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { ...clientLimits.requestHandler, requestTimeout: 20_000 },
});

/**
 * Calls the provider that the stage names for this function. Throws PROVIDER_FAILED when the provider fails, or when
 * its answer does not follow its contract. Messages never contain the request, because it names a person.
 */
export async function askProvider<Schema extends TSchema>(
  inquiry: object,
  finding: { readonly schema: Schema; readonly check: string },
): Promise<Static<Schema>> {
  const provider = variable('providerFunction');
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: provider, Payload: JSON.stringify(inquiry) }),
  );
  if (FunctionError !== undefined)
    throw new RuntimeFailure('PROVIDER_FAILED', `The provider ${provider} failed: see its log`);
  const answer = parsed(Payload);
  const [wrong] = violations(finding.check, finding.schema, answer);
  if (wrong === undefined) return answer as Static<Schema>;
  throw new RuntimeFailure(
    'PROVIDER_FAILED',
    `The provider ${provider} does not answer as docs/providers.md says: ${wrong.path} ${wrong.message}`,
  );
}

function parsed(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return undefined;
  }
}
