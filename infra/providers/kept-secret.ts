export { KeptSecret } from '../../shared/runtime/kept-secret.ts';

/** A variable of the environment. Throws when it is not set, which is a fault of the template. */
export function setting(name: string): string {
  const value = process.env[name] ?? '';
  if (value === '')
    throw new Error(`${name} is not set: the function's template does not give it what it needs`);
  return value;
}
