import type { Plugin } from 'esbuild';
import { standaloneCode } from '../shared/contracts/compile.ts';
import type { BundleEntry } from './bundle-entries.ts';

/**
 * The entry module of each bundle, made while bundling and never written to disk. It registers the compiled validators
 * and then loads the handler.
 */
const STUB = 'function:';
const VALIDATORS = 'validators:';

/** The entry point of a function. */
export function stubOf(functionName: string): string {
  return `${STUB}${functionName}`;
}

/** Resolves the entry points of these functions. Handlers' paths are relative to `root`. */
export function bundleStubs(entries: readonly BundleEntry[], root: string): Plugin {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const entryOf = (path: string): BundleEntry => {
    const entry = byName.get(path.slice(path.indexOf(':') + 1));
    if (entry === undefined) throw new Error(`${path} names no function`);
    return entry;
  };
  /** By function. Made once, because declarations do not change while a process runs. */
  const registrations = new Map<string, string>();
  const registrationOf = (path: string): string => {
    const made = registrations.get(path) ?? registration(entryOf(path));
    registrations.set(path, made);
    return made;
  };
  return {
    name: 'function-stubs',
    setup(build) {
      build.onResolve({ filter: /^(function|validators):/ }, ({ path }) => ({ path, namespace: 'stub' }));
      build.onLoad({ filter: /^function:/, namespace: 'stub' }, ({ path }) => ({
        contents: stub(entryOf(path)),
        resolveDir: root,
      }));
      build.onLoad({ filter: /^validators:/, namespace: 'stub' }, ({ path }) => ({
        contents: registrationOf(path),
        resolveDir: root,
      }));
    },
  };
}

/** Modules run in the order of their imports, so the validators are registered before the handler's module runs. */
function stub({ name, handler, checks }: BundleEntry): string {
  const register = Object.keys(checks).length === 0 ? '' : `import '${VALIDATORS}${name}';\n`;
  return `${register}export { handler } from './${handler}';\n`;
}

function registration({ checks }: BundleEntry): string {
  return [
    `import { registerValidators } from './shared/contracts/validate.ts';`,
    standaloneCode(checks),
    `registerValidators(validators);`,
  ].join('\n');
}
