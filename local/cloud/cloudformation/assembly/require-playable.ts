import { LocalCloudError } from '../../core/local-cloud-error.ts';
import { AssemblyRefusal } from '../../core/provider.ts';
import type { Assembly, Stack } from './assembly.ts';
import { type Providers, unsupported } from './support.ts';

export interface Environment {
  readonly account: string;
  readonly region: string;
}

function requireEnvironment(here: Environment, { name, account, region }: Stack): void {
  if ((account ?? here.account) === here.account && (region ?? here.region) === here.region) return;
  throw new LocalCloudError(
    'TEMPLATE_INVALID',
    `${name} is for account ${account ?? here.account} in ${region ?? here.region}, but this local cloud is ${here.account} in ${here.region}`,
  );
}

/**
 * All that can be known from the templates alone, before anything is started or made. Throws AssemblyRefusal, which
 * names everything that is not supported, or a LocalCloudError for a stack of another account or region.
 */
export function requirePlayable({ stacks }: Assembly, providers: Providers, here: Environment): void {
  const refusals = unsupported(stacks, providers);
  if (refusals.length > 0) throw new AssemblyRefusal(refusals);
  for (const stack of stacks) requireEnvironment(here, stack);
}
