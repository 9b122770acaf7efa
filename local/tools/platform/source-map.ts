import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionDefinition } from '../../cloud/lambda/function-definition.ts';

/** A source map for a debugger, or why there is none; neither when the bundle itself names its own. */
interface FoundSourceMap {
  readonly path?: string;
  /** For people: the debugger shows the bundle. */
  readonly why?: string;
}

/** Another app's functions: how they were built is not known here. */
export function foreignSourceMap(): Promise<FoundSourceMap> {
  return Promise.resolve({ why: 'the debugger finds what source map the bundle itself names, if any' });
}

const root = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/**
 * The source map of the bundle that a function of our own app runs. It is made from the sources as they are now, so it
 * is taken only if these sources give that very bundle.
 */
export async function ownSourceMap({ name, folder }: FunctionDefinition): Promise<FoundSourceMap> {
  const bundle = join(folder, 'index.mjs');
  if (!existsSync(bundle)) return { why: `${name} is no bundle of this project's` };
  if (readFileSync(bundle, 'utf8').includes('\n//# sourceMappingURL=')) return {};
  try {
    const { stdout } = await run(process.execPath, ['infra/source-map.ts', name], { cwd: root });
    const { path, bundleSha256 } = JSON.parse(stdout) as { path: string; bundleSha256: string };
    const running = createHash('sha256').update(readFileSync(bundle)).digest('hex');
    if (running === bundleSha256) return { path };
    return { why: `the sources of ${name} have changed since it was built: start again, or with --watch` };
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return { why: `no source map could be made: ${stderr.trim() || String(error)}` };
  }
}
