import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlatformClient, PlatformError } from '../platform/client.ts';

/** What is published is the file. */
const EXAMPLES = join(import.meta.dirname, '../../../docs/examples');
/** The ids of the example tariffs. */
const TARIFFS = ['city', 'cargo'] as const;

/**
 * Publishes the example tariffs and the rule that chooses between them, as an operator would, through the API. A platform
 * that has a rule already keeps it.
 */
export async function publishExampleTariffs(platform: PlatformClient): Promise<void> {
  const known = await platform.ask('operator', 'local', 'GET', '/v1/tariff-choice');
  if (known.status === 200) return;
  await Promise.all(
    TARIFFS.map(async (tariffId) => {
      await changed(platform, 'PUT', `/v1/tariffs/${tariffId}/draft`, await example(`tariffs/${tariffId}`));
      await changed(platform, 'POST', `/v1/tariffs/${tariffId}/versions`, {});
    }),
  );
  await changed(platform, 'PUT', '/v1/tariff-choice', await example('tariffs/choice'));
}

/** Publishes the example programme for points. A platform that has one already keeps it. */
export async function publishExampleProgramme(platform: PlatformClient): Promise<void> {
  const known = await platform.ask('operator', 'local', 'GET', '/v1/points-programme');
  if (known.status === 200) return;
  await changed(platform, 'PUT', '/v1/points-programme', await example('points-programme'));
}

/** Publishes the example offer. A platform that has it already keeps it, stopped or not. */
export async function publishExampleOffer(platform: PlatformClient): Promise<void> {
  const path = '/v1/offers/borda-del-riu-20';
  const known = await platform.ask('operator', 'local', 'GET', path);
  if (known.status === 200) return;
  await changed(platform, 'PUT', path, await example('offer'));
}

async function example(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(EXAMPLES, `${name}.json`), 'utf8')) as unknown;
}

async function changed(
  platform: PlatformClient,
  method: 'POST' | 'PUT',
  path: string,
  body: unknown,
): Promise<void> {
  const answer = await platform.ask<{ detail?: string; code?: string }>(
    'operator',
    'local',
    method,
    path,
    body,
  );
  if (answer.status === 200 || answer.status === 201) return;
  const { code = 'EXAMPLES', detail = `status ${answer.status}` } = answer.body;
  throw new PlatformError(code, answer.status, `${method} ${path} was refused: ${detail}`);
}
