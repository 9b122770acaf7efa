import { randomUUID } from 'node:crypto';

/** The environment variable with the address of the engines' host (`host.ts`). */
export const ENGINES_VARIABLE = 'ROADSTREAM_TEST_ENGINES';

/** The addresses of each shared engine. Other tests have tables, topics and queues in it, so use names of your own. */
export interface SharedEngines {
  readonly dynamodb: { readonly endpoint: string };
  readonly sqs: { readonly endpoint: string };
  readonly kafka: { readonly internal: string; readonly iam: string; readonly scram: string };
}

/**
 * An engine that all tests of the run share. It starts when the first test needs it. A test that stops its engine, or
 * that would see what other tests do in it, starts its own.
 */
export async function sharedEngine<Name extends keyof SharedEngines>(
  name: Name,
): Promise<SharedEngines[Name]> {
  const host = process.env[ENGINES_VARIABLE];
  if (host === undefined)
    throw new Error(
      'there are no shared engines: this test belongs to the projects with engines (vitest.config.ts)',
    );
  const answer = await fetch(`${host}/${name}`);
  if (!answer.ok) throw new Error(`${name} does not start: ${await answer.text()}`);
  return (await answer.json()) as SharedEngines[Name];
}

/** A name that no other test uses in the shared engines. */
export function ownName(what: string): string {
  return `${what}-${randomUUID().slice(0, 8)}`;
}
