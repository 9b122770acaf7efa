import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const folder = resolve(import.meta.dirname, '../../docs/screens');

/** Keeps a picture of the page for the documents, when `npm run screens` runs the tests. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env['ROADSTREAM_SCREENS'] === undefined) return;
  await page.screenshot({ path: join(folder, `${name}.png`), scale: 'css' });
}
