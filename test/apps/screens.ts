import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** `npm run screens` sets it: the folder of the pictures. Without it, none are taken. */
const folder = process.env['ROADSTREAM_SCREENS'];

/** A picture of the page as it is now, for the documentation. */
export async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  const directory = resolve(import.meta.dirname, '../..', folder);
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
