import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionDefinition } from '../../cloud/lambda/function-definition.ts';

/** A source map for a debugger, or why there is none. Neither when the bundle itself names its own. */
interface FoundSourceMap {
  readonly path?: string;
  /** For people: the reason why the debugger shows the bundle. */
  readonly why?: string;
}

/** For another app's functions: it is not known how they were built. */
export function foreignSourceMap(): Promise<FoundSourceMap> {
  return Promise.resolve({ why: 'the debugger uses the source map that the bundle itself names, if any' });
}

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/**
 * The source map of the bundle that a function of our own app runs. It is made from the current sources, so it is used
 * only if these sources give the same bundle.
 */
export async function ownSourceMap({ name, folder }: FunctionDefinition): Promise<FoundSourceMap> {
  const bundle = join(folder, 'index.mjs');
  if (!existsSync(bundle)) return { why: `${name} is not a bundle of this project` };
  if (readFileSync(bundle, 'utf8').includes('\n//# sourceMappingURL=')) return {};
  try {
    const { stdout } = await run(process.execPath, ['infra/source-map.ts', name], { cwd: root });
    const { path, bundleSha256 } = JSON.parse(stdout) as { path: string; bundleSha256: string };
    const running = createHash('sha256').update(readFileSync(bundle)).digest('hex');
    if (running === bundleSha256) return { path };
    return { why: `the sources of ${name} have changed since it was built: restart, or start with --watch` };
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return { why: `no source map could be made: ${stderr.trim() || String(error)}` };
  }
}
