import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from '../journeys/world.ts';
import { accessibilityFindings } from './accessibility.ts';
import { eventually, type Size, signIn, startBrowser, type Visitor, visitor } from './browser.ts';
import { picture } from './screens.ts';

/** The operators' console in a real browser, against the whole platform with driving cars. */

/** Longer than a driver waits before the drive. */
const START_SECONDS = 35;
/** Longer than a twin waits before it is written. */
const TWIN_SECONDS = 65;

let world: World;
let browser: Browser;
let desk: Visitor;
let rentalId = '';
let vins: readonly string[] = [];

const consoleUrl = (): string => `${world.client.url}/console/`;
const asOperator = (method: string, path: string, body?: unknown) =>
  world.client.ask('operator', 'otto', method, path, body);

beforeAll(async () => {
  [world, browser] = await Promise.all([World.start({ cars: 14 }), startBrowser()]);
  const { cars } = world.platform;
  vins = cars.map(({ vin }) => vin);
  const [driven = '', reserved = '', broken = ''] = vins;
  const [eva, ben] = [world.rider('eva'), world.rider('ben')];
  await Promise.all([eva.admitted(), ben.admitted()]);
  desk = await visitor(browser);
  await signIn(desk.page, consoleUrl(), 'olga');
  await desk.page.getByText('14 cars').waitFor();
  await desk.page.getByText('live', { exact: true }).waitFor();
  // What the page hears from now on is pushed to it.
  rentalId = (await eva.reserve(driven)).body.rentalId;
  await eva.act(rentalId, 'unlock');
  await ben.reserve(reserved);
  await asOperator('POST', `/v1/cars/${broken}/out-of-service`, {
    kind: 'DAMAGED',
    reason: 'the left mirror is gone',
  });
  await eva.reaches(rentalId, 'IN_USE');
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const plateOf = (index: number): string => `AND ${1001 + index}`;

async function open(page: Page, index: number): Promise<void> {
  await page.getByRole('link', { name: plateOf(index) }).click();
  await page.getByRole('heading', { name: plateOf(index) }).waitFor();
}

describe('the sign-in', () => {
  it('is by code and PKCE, and needs no form when the page is loaded again', async () => {
    const { page, context, complaints } = await visitor(browser);
    await signIn(page, consoleUrl(), 'otto');
    await page.getByText('Sign out otto').waitFor();
    expect(page.url()).not.toContain('code=');
    await page.reload();
    await page.getByText('Sign out otto').waitFor();
    const kept = await page.evaluate<string>(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ|token/);
    expect(complaints).toEqual([]);
    await page.getByText('Sign out otto').click();
    await page.getByRole('heading', { name: 'Sign in as operator' }).waitFor();
    await context.close();
  });

  it('is two steps from the start page', async () => {
    const { page, context } = await visitor(browser, { size: 'phone' });
    await page.goto(`${world.client.url}/`);
    await page.getByRole('link', { name: 'Be a rider' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture(page, 'start-phone');
    await page.getByRole('link', { name: 'Be an operator' }).click();
    await page.getByRole('heading', { name: 'Sign in as operator' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await context.close();
  });
});

describe('the live map', () => {
  it('shows every car with its state as it changes', async () => {
    const row = (index: number) => desk.page.getByRole('link', { name: plateOf(index) });
    await row(0).getByText('In use').waitFor();
    await row(1).getByText('Reserved').waitFor();
    await row(2).getByText('Out of service').waitFor();
    await row(3).getByText('Free').waitFor();
    await desk.page.locator('.map canvas').waitFor();
    expect(await desk.page.getByText('live', { exact: true }).isVisible()).toBe(true);
  });

  it('finds cars by plate, VIN, rider and rental', async () => {
    const search = desk.page.getByRole('searchbox', { name: 'Find a car' });
    for (const words of ['and1001', vins[0] ?? '', 'eva', rentalId]) {
      await search.fill(words);
      await desk.page.getByText('1 cars').waitFor();
      expect(await desk.page.getByRole('link', { name: 'AND' }).count()).toBe(1);
    }
    await search.fill('');
  });

  it('sends a car a command, and shows what the car answered', async () => {
    await open(desk.page, 3);
    await desk.page.getByRole('button', { name: 'Find', exact: true }).click();
    await desk.page.getByRole('button', { name: 'Confirm' }).click();
    await desk.page.getByText('the car has done it').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await desk.page.getByText('command finished').first().waitFor();
    await desk.page.getByRole('link', { name: 'Close' }).click();
  });

  it('acts on several cars, with a result for each', async () => {
    for (const index of [3, 4]) await desk.page.getByLabel(`Select ${plateOf(index)}`).check();
    await desk.page.getByRole('button', { name: 'Out of service' }).click();
    await desk.page.getByLabel('Reason').fill('winter tyres');
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await desk.page.getByRole('button', { name: 'Confirm' }).click();
    const results = desk.page.getByRole('list', { name: 'Results' });
    for (const index of [3, 4])
      await results
        .getByRole('listitem')
        .filter({ hasText: plateOf(index) })
        .getByText('done')
        .waitFor();
    await picture(desk.page, 'console-action');
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const { body } = await asOperator('GET', `/v1/cars/${vins[3]}`);
    expect(body).toMatchObject({ outOfService: { reason: 'winter tyres', operator: 'olga' } });
    await desk.page.getByRole('button', { name: 'Show all cars' }).click();
  });
});

describe('now', () => {
  it('says what needs attention, and mends it by its button', async () => {
    await desk.page.getByRole('link', { name: 'Now', exact: true }).click();
    const item = desk.page.getByRole('listitem').filter({ hasText: 'Out of service: the left mirror' });
    await item.waitFor();
    await item.getByRole('button', { name: 'Back in service' }).click();
    await desk.page.getByLabel('Reason').fill('a new mirror');
    await desk.page.getByRole('button', { name: 'Confirm' }).click();
    await desk.page.getByRole('list', { name: 'Results' }).getByText('done').waitFor();
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await eventually('the car needs nothing any more', async () => (await item.count()) === 0);
    const { body } = await asOperator('GET', `/v1/cars/${vins[2]}`);
    expect(body).not.toHaveProperty('outOfService');
  });

  it('measures the unlock that it has seen', async () => {
    const unlocks = desk.page.locator('section.card').filter({ hasText: 'Unlocks' });
    await unlocks.getByText(/\d ms/).first().waitFor();
    await desk.page.locator('.chart canvas').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-now');
  });
});

it('the map draws the car where it drives, with its trail', async () => {
  await desk.page.getByRole('link', { name: 'Map', exact: true }).click();
  await open(desk.page, 0);
  await desk.page.getByRole('link', { name: 'eva' }).waitFor();
  const odometer = async (): Promise<string> =>
    desk.page
      .getByText(/^[\d,.]+ km$/)
      .first()
      .innerText();
  await world.advance(START_SECONDS);
  for (const part of ['the first', 'the second']) {
    const before = await odometer();
    await world.advance(TWIN_SECONDS);
    await eventually(`the car has driven ${part} part`, async () => (await odometer()) !== before);
  }
  await desk.page.getByText('drive started').waitFor();
  expect(await accessibilityFindings(desk.page)).toEqual([]);
  await picture(desk.page, 'console-car');
});

describe('the rooms', () => {
  it('end a rental in the rider’s place, and show its charge line by line', async () => {
    await desk.page.goto(`${consoleUrl()}#/map/${vins[0]}`);
    await desk.page.getByRole('button', { name: 'End the rental' }).click();
    await desk.page.getByLabel('Reason').fill('the phone is dead');
    await desk.page.getByRole('button', { name: 'Confirm' }).click();
    await desk.page
      .getByRole('list', { name: 'Results' })
      .getByText(/Ending|Ended/)
      .waitFor();
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await world.rider('eva').charged(rentalId);
    await desk.page.goto(`${consoleUrl()}#/rentals/${rentalId}`);
    await desk.page.getByRole('rowheader', { name: 'Total' }).waitFor();
    await desk.page.getByText('Ended', { exact: true }).first().waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-rental');
  });

  it('list the charges of the day', async () => {
    await desk.page.getByRole('link', { name: 'Charges', exact: true }).click();
    await desk.page.getByRole('link', { name: 'eva' }).waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-charges');
  });

  it('say what a trip would cost, by the platform’s own rules', async () => {
    await desk.page.getByRole('link', { name: 'Tariffs', exact: true }).click();
    const total = desk.page.getByRole('row', { name: 'Total' });
    await desk.page.getByText('20 min').waitFor();
    const before = await total.innerText();
    await desk.page.getByLabel('Minutes of driving').fill('90');
    await desk.page.getByText('90 min').waitFor();
    expect(await total.innerText()).not.toBe(before);
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-tariffs');
  });

  it('block a rider', async () => {
    await desk.page.goto(`${consoleUrl()}#/riders/ben`);
    await desk.page.getByText('Block / Lift the block').click();
    await desk.page.getByLabel('Reason').fill('has driven against a wall');
    await desk.page.getByRole('button', { name: 'Block', exact: true }).click();
    await desk.page.getByRole('status').getByText('done').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
  });
});

it('says that the connection is dead, and goes on by itself', async () => {
  const banner = desk.page.getByText('No connection for');
  await desk.context.setOffline(true);
  await banner.waitFor();
  await desk.context.setOffline(false);
  await eventually('it is connected again', async () => (await banner.count()) === 0);
  expect(await desk.page.getByText('live', { exact: true }).count()).toBe(1);
});

describe.each<[Size, 'dark' | 'light', string]>([
  ['phone', 'dark', 'de-DE'],
  ['desktop', 'dark', 'en-GB'],
])('on a %s, %s, in %s', (size, scheme, locale) => {
  it('is readable and accessible', async () => {
    const { page, context, complaints } = await visitor(browser, { size, scheme, locale });
    await signIn(page, consoleUrl(), 'otto');
    await page.locator('.map canvas').waitFor();
    await page.getByText(size === 'phone' ? '14 Autos' : '14 cars').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
    await picture(page, `console-map-${size}-${scheme}`);
    await page.goto(`${consoleUrl()}#/now`);
    await page.locator('.chart canvas').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await picture(page, `console-now-${size}-${scheme}`);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

it('nothing went wrong in the page, and nothing was refused by its policy', () => {
  // A connection that was cut on purpose is told by the browser itself.
  expect(desk.complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(text))).toEqual([]);
});
