import type { Static, TSchema } from 'typebox';
import { askFunction, functionClient } from './ask-function.ts';
import { variable } from './environment.ts';

/** Longer than for AWS itself, because providers use registers of their own. The queue tries again. */
const client = functionClient(20_000);

/**
 * Calls the provider that the stage names for this function. Throws PROVIDER_FAILED when the provider fails, or when
 * its answer does not follow its contract.
 */
export async function askProvider<Schema extends TSchema>(
  inquiry: object,
  finding: { readonly schema: Schema; readonly check: string },
): Promise<Static<Schema>> {
  const name = variable('providerFunction');
  const provider = { name, who: `The provider ${name}` };
  return await askFunction(client, provider, inquiry, { ...finding, says: 'docs/providers.md' });
}
