import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Handler = (event: unknown, context: unknown, callback?: Callback) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

const EXTENSIONS = ['.js', '.mjs', '.cjs'] as const;

/** Named as Lambda names what it cannot start. */
class HandlerError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Whether a `.js` file of this bundle is an ES module. Only the bundle's own `package.json` counts, as on Lambda. */
export function bundleIsModule(taskRoot: string): boolean {
  const manifest = join(taskRoot, 'package.json');
  if (!existsSync(manifest)) return false;
  const { type } = JSON.parse(readFileSync(manifest, 'utf8')) as { type?: unknown };
  return type === 'module';
}

async function loadModule(taskRoot: string, file: string): Promise<unknown> {
  const extension = EXTENSIONS.find((extension) => existsSync(join(taskRoot, file + extension)));
  if (extension === undefined) {
    const message = `Cannot find module '${file}'`;
    throw new HandlerError(
      'Runtime.ImportModuleError',
      `Error: ${message}\nlooked in ${taskRoot} for ${file}.js, .mjs, .cjs`,
    );
  }
  const path = join(taskRoot, file + extension);
  const isModule = extension === '.mjs' || (extension === '.js' && bundleIsModule(taskRoot));
  if (isModule) return await import(pathToFileURL(path).href);
  return createRequire(path)(path) as unknown;
}

function memberOf(value: unknown, name: string): unknown {
  const holdsMembers = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holdsMembers ? Reflect.get(value, name) : undefined;
}

/** Older runtimes hand a callback to a handler that declares it; Node 24's refuses such a handler. */
function withoutCallback(handler: Handler, runtime: string): Handler {
  if (handler.length < 3) return handler;
  if (Number(/^nodejs(\d+)/.exec(runtime)?.[1]) >= 24) {
    throw new HandlerError(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda does not support callback-based function handlers when using Node.js 24 or later. Use an async handler.',
    );
  }
  return async (event, context) =>
    await new Promise((resolve, reject) => {
      handler(event, context, (error, result) => (error ? reject(error) : resolve(result)));
    });
}

/** Loads `file.export` (folders and nested exports allowed) of a bundle. Throws what Lambda would report. */
export async function loadHandler(taskRoot: string, name: string, runtime: string): Promise<Handler> {
  const parts = /^(?<file>.*?[^/.]+)\.(?<path>[^/]+)$/.exec(name)?.groups;
  if (parts?.file === undefined || parts.path === undefined) {
    throw new HandlerError('Runtime.MalformedHandlerName', `Bad handler ${name}`);
  }
  const loaded = await loadModule(taskRoot, parts.file);
  const handler = parts.path.split('.').reduce(memberOf, loaded);
  if (handler === undefined) {
    throw new HandlerError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') {
    throw new HandlerError('Runtime.HandlerNotFound', `${name} is not a function`);
  }
  return withoutCallback(handler as Handler, runtime);
}
