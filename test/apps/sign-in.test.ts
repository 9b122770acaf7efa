import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningPlatform, startPlatform } from '../../local/tools/platform/start.ts';
import { accessibilityFindings } from './accessibility.ts';
import { signIn, startBrowser, visitor } from './browser.ts';

let platform: RunningPlatform;
let browser: Browser;

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform({ cars: 0, seed: 1 }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await platform?.stop();
});

const url = (path: string): string => `${platform.client.url}${path}`;

describe.each([
  ['console', 'olga'],
  ['rider', 'ana'],
])('the app %s', (app, subject) => {
  it('signs somebody in by code and PKCE, and again without a form when it is loaded again', async () => {
    const { page, context, complaints } = await visitor(browser);
    await signIn(page, url(`/${app}/`), subject);
    await page.getByText(subject).first().waitFor();
    expect(page.url()).not.toContain('code=');
    await page.reload();
    await page.getByText(subject).first().waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ|token/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

it('the start page leads to both apps', async () => {
  const { page, context } = await visitor(browser, { size: 'phone' });
  await page.goto(url('/'));
  await page.getByRole('link', { name: 'Be an operator' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('link', { name: 'Be a rider' }).click();
  await page.getByRole('heading', { name: 'Sign in as rider' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await context.close();
});
