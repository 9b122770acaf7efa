import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlatformClient, PlatformError } from '../platform/client.ts';

/** What is published is the file. */
const EXAMPLES = join(import.meta.dirname, '../../../docs/examples');
/** The ids of the example tariffs. */
const TARIFFS = ['city', 'cargo'] as const;

/** What has one file, and where operators put it. */
const SINGLE = {
  'points-programme': '/v1/points-programme',
  features: '/v1/feature-list',
  offer: '/v1/offers/borda-del-riu-20',
} as const;

/** Publishes the examples as an operator would, through the API. What the platform has already, it keeps. */
export async function publishExamples(platform: PlatformClient): Promise<void> {
  await Promise.all([
    publishTariffs(platform),
    ...Object.entries(SINGLE).map(async ([name, path]) => {
      if (await isKnown(platform, path)) return;
      await changed(platform, 'PUT', path, await example(name));
    }),
  ]);
}

/** The tariffs, and the rule that chooses between them. */
async function publishTariffs(platform: PlatformClient): Promise<void> {
  if (await isKnown(platform, '/v1/tariff-choice')) return;
  await Promise.all(
    TARIFFS.map(async (tariffId) => {
      await changed(platform, 'PUT', `/v1/tariffs/${tariffId}/draft`, await example(`tariffs/${tariffId}`));
      await changed(platform, 'POST', `/v1/tariffs/${tariffId}/versions`, {});
    }),
  );
  await changed(platform, 'PUT', '/v1/tariff-choice', await example('tariffs/choice'));
}

/** An offer is known even when it was stopped. */
async function isKnown(platform: PlatformClient, path: string): Promise<boolean> {
  return (await platform.ask('operator', 'local', 'GET', path)).status === 200;
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
