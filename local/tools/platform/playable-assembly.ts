import type { Assembly } from '../../cloud/cloudformation/assembly/assembly.ts';
import { readAssembly } from '../../cloud/cloudformation/assembly/read-assembly.ts';
import { requirePlayable } from '../../cloud/cloudformation/assembly/require-playable.ts';
import { Providers } from '../../cloud/cloudformation/assembly/support.ts';
import { DEFAULT_ACCOUNT, DEFAULT_REGION } from '../../cloud/create-cloud.ts';
import { providers } from '../../cloud/providers.ts';

/** Reads an assembly. Throws one error with everything in it that the local cloud does not support. */
export function playableAssembly(folder: string): Assembly {
  const assembly = readAssembly(folder);
  const here = { account: DEFAULT_ACCOUNT, region: DEFAULT_REGION };
  requirePlayable(assembly, new Providers(providers), here);
  return assembly;
}
