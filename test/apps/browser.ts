import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';
import { PATIENCE_MS } from '../patience.ts';

/** A real browser for the tests of the web apps: a Chromium that comes by npm, and draws WebGL in software. */

export type Size = 'desktop' | 'phone';

const VIEWPORTS: Readonly<Record<Size, { readonly width: number; readonly height: number }>> = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** The platform says so when it has no time, as on a busy machine, and the client package asks again: no fault of the page. */
const ASKED_AGAIN = /the server responded with a status of 503/;

/** Without these switches there is no WebGL without a GPU. Nothing here weakens the rules for pages. */
const DRAWING = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export async function startBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--headless=shell', '--no-sandbox', ...DRAWING],
    headless: true,
  });
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors of scripts and of the console, refused by the policy or not. */
  readonly complaints: readonly string[];
}

export interface Visit {
  readonly size?: Size;
  readonly locale?: string;
  readonly scheme?: 'dark' | 'light';
  /** Whether the page may have its service worker, which takes requests before `page.route` sees them. */
  readonly serviceWorkers?: 'allow' | 'block';
}

/** A visitor with cookies and storage of their own. */
export async function visitor(
  browser: Browser,
  { size = 'desktop', locale = 'en-GB', scheme = 'light', serviceWorkers = 'block' }: Visit = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: VIEWPORTS[size],
    locale,
    colorScheme: scheme,
    serviceWorkers,
    deviceScaleFactor: size === 'phone' ? 2 : 1,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !ASKED_AGAIN.test(message.text())) complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Opens an app and signs in on the local sign-in page. */
export async function signIn(page: Page, url: string, subject: string): Promise<void> {
  await page.goto(url);
  const other = page.getByLabel('Somebody else');
  await other.fill(subject);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((at) => at.href.startsWith(url));
}

/** Waits until it is true in the page. The policy of the pages forbids what `waitForFunction` does. */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`It did not come about that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
