import { createRequire, registerHooks } from 'node:module';
import { sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleIsModule } from './load-handler.ts';

/** What Lambda's Node runtime brings along; everything else must be in the bundle. */
const IN_THE_RUNTIME = /^(@aws-sdk|@smithy)\//;

const runtime = createRequire(import.meta.url);

/** A bundle that lies outside of this project finds the SDK all the same; one of its own comes first, as on Lambda. */
function withRuntime<Found>(specifier: string, resolve: (specifier: string) => Found): Found {
  try {
    return resolve(specifier);
  } catch (error) {
    if (!IN_THE_RUNTIME.test(specifier)) throw error;
    return resolve(runtime.resolve(specifier));
  }
}

/**
 * Makes a bundle see what it would see on Lambda, although it lies inside a project on this machine: a `.js` file is
 * CommonJS unless the bundle itself says otherwise, and packages of the project are not there.
 */
export function isolateModules(taskRoot: string): void {
  const root = pathToFileURL(taskRoot + sep).href;
  const scripts = bundleIsModule(taskRoot) ? 'module' : 'commonjs';
  registerHooks({
    resolve(specifier, context, next) {
      const fromBundle = context.parentURL?.startsWith(root) ?? false;
      const found = fromBundle
        ? withRuntime(specifier, (name) => next(name, context))
        : next(specifier, context);
      const outside = found.url.startsWith('file:') && !found.url.startsWith(root);
      if (!fromBundle || !outside || IN_THE_RUNTIME.test(specifier)) return found;
      const error = new Error(`Cannot find package '${specifier}': it is not in the function's bundle`);
      throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
    },
    load(url, context, next) {
      const ours =
        url.startsWith(root) && url.endsWith('.js') && !url.slice(root.length).includes('node_modules/');
      return next(url, ours ? { ...context, format: scripts } : context);
    },
  });
}
