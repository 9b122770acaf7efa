import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CENTRE, World } from '../journeys/world.ts';
import { accessibilityFindings } from './accessibility.ts';
import { eventually, signIn, startBrowser, type Visitor, visitor } from './browser.ts';
import { picture } from './screens.ts';

/** A rider's whole story in the riders' app, in a real browser, with a simulated car. */

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([World.start({ cars: 6 }), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** Around the place, so that everything is allowed; or far from it, so that nothing is. */
async function drawZone({ latitude, longitude }: { latitude: number; longitude: number }): Promise<void> {
  const far = 0.03;
  const ring = [
    [-far, -far],
    [far, -far],
    [far, far],
    [-far, far],
    [-far, -far],
  ].map(([east = 0, north = 0]) => [longitude + east, latitude + north]);
  const answer = await world.client.ask('operator', 'olga', 'PUT', '/v1/zones', {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        id: 'town',
        properties: { kind: 'service-area', name: 'Town' },
        geometry: { type: 'Polygon', coordinates: [ring] },
      },
    ],
  });
  expect(answer.status).toBe(200);
}

async function riderAt(
  subject: string,
  place: { latitude: number; longitude: number },
  visit: { readonly locale?: string; readonly scheme?: 'dark' | 'light' } = {},
): Promise<Visitor> {
  const visited = await visitor(browser, { size: 'phone', ...visit });
  await visited.context.grantPermissions(['geolocation']);
  await visited.context.setGeolocation(place);
  await signIn(visited.page, `${world.client.url}/rider/`, subject);
  return visited;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name });

/** What axe finds in a view; and a picture of it, when pictures are wanted. */
async function looksGood(page: Page, name: string): Promise<void> {
  expect(await accessibilityFindings(page), name).toEqual([]);
  await picture(page, `rider-${name}`);
}

/** Tries to read the private half of the phone's key. */
const readKey = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('roadstream-phone');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction('keys').objectStore('keys').get('olaf');
    reading.onsuccess = () =>
      crypto.subtle.exportKey('jwk', reading.result.privateKey).then(() => resolve('read'), (error) => resolve(error.name));
  };
})`;

describe('the riders’ app', () => {
  it('leads from the sign-up to the receipt', async () => {
    const [first] = world.platform.cars;
    if (first === undefined) throw new Error('There are no cars');
    const place = (await world.car(first.vin)).position;
    await drawZone(place);
    const { page, context, complaints } = await riderAt('marta', place);

    // A stranger sees cars and prices, and is led to the sign-up.
    await button(page, /a minute/)
      .first()
      .click();
    await page.getByText('would cost').waitFor();
    await button(page, 'Finish signing up to rent').click();
    await heading(page, 'About you').waitFor();
    await page.getByLabel('Name').fill('Marta Vidal');
    await page.getByLabel('Email').fill('marta@example.org');
    await page.getByLabel('Date of birth').fill('1990-05-17');
    await page.getByLabel(/^Phone/).fill('+376 312 345');
    await looksGood(page, 'sign-up');
    await button(page, 'Submit').click();
    await heading(page, 'Driving licence').waitFor();
    await page.getByLabel('Number of the licence').fill('AD-MARTA-1');
    await page.getByLabel(/^Issued in/).fill('ad');
    await page.getByLabel('Valid until').fill('2036-05-01');
    await button(page, 'Submit').click();
    await heading(page, 'Payment').waitFor();
    await looksGood(page, 'payment');
    await page.getByLabel('A card that is declined').check();
    await button(page, 'Submit').click();
    await page.getByText('The payment method was not accepted').waitFor();
    await page.getByLabel('A card that pays').check();
    await button(page, 'Submit').click();
    await heading(page, 'You may rent').waitFor();
    await page.getByRole('link', { name: 'Find a car' }).click();

    // Find a car, and see what it would cost.
    await heading(page, 'Cars near you').waitFor();
    await eventually('the map is drawn', async () => (await page.locator('.pin.car').count()) > 0);
    await looksGood(page, 'find');
    await button(page, /a minute/)
      .first()
      .click();
    await page.getByLabel('Minutes of driving').fill('30');
    await page
      .getByText(/€\d+\.\d\d/)
      .first()
      .waitFor();
    await looksGood(page, 'price');
    const wanted = await page.locator('.details .plate').textContent();

    // Other rooms learn a moment later that she may rent.
    await world.quiet();
    await button(page, /^Reserve/).click();
    await page.getByText('Yours for another').waitFor();
    expect(await page.locator('.sheet .plate').textContent()).toBe(wanted);
    const left = async (): Promise<number> => {
      const [minutes = '0', seconds = '0'] = ((await page.getByRole('timer').textContent()) ?? '').split(':');
      return Number(minutes) * 60 + Number(seconds);
    };
    expect(await left()).toBeGreaterThan(14 * 60);
    await looksGood(page, 'reserved');
    // The countdown is by the platform's clock.
    await world.advance(5 * 60);
    await eventually('the countdown follows', async () => (await left()) < 10 * 60);

    // Unlock: the car's answer comes as a push.
    await button(page, 'Unlock').click();
    await page.getByText(/The car is open, [\d.]+ s after the request/).waitFor();
    await heading(page, 'Have a good trip').waitFor();
    const { cars } = world.platform;
    const vins = await Promise.all(cars.map(async ({ vin }) => ((await world.car(vin)).locked ? [] : [vin])));
    const [vin = ''] = vins.flat();
    expect(vin).not.toBe('');
    await world.car(vin, 'drive');
    await world.advance(3 * 60);
    await world.car(vin, 'park');
    await page.locator('.cost summary').click();
    await page.getByRole('row', { name: /^Total/ }).waitFor();
    await looksGood(page, 'driving');

    // Pause and go on; the car locks and opens.
    await button(page, 'Pause and lock').click();
    await heading(page, 'Paused').waitFor();
    expect((await world.car(vin)).locked).toBe(true);
    await eventually('the cost has grown with the minutes', async () =>
      /€[2-9]/.test((await page.locator('.cost').textContent()) ?? ''),
    );
    await looksGood(page, 'paused');
    await button(page, 'Unlock and go on').click();
    await heading(page, 'Have a good trip').waitFor();
    await world.car(vin, 'park');

    // Outside the area it does not end, and the app says where it may.
    const standing = (await world.car(vin)).position;
    await drawZone({ latitude: standing.latitude + 0.06, longitude: standing.longitude + 0.02 });
    await world.advance(60);
    const areaAgain = page.waitForResponse(/\/v1\/zones$/);
    await button(page, 'End the trip').click();
    await page.getByText('The trip cannot end here.').waitFor();
    await areaAgain;
    await page.getByText(/The nearest allowed place is/).waitFor();
    await button(page, 'Show it on the map').click();
    await eventually(
      'the place is on the map',
      async () => (await page.locator('.pin.nearest').count()) === 1,
    );
    await looksGood(page, 'end-refused');
    await drawZone(standing);
    await world.advance(60);
    await button(page, 'End the trip').click();
    await heading(page, 'The trip is over').waitFor();
    expect((await world.car(vin)).locked).toBe(true);

    // The receipt, line by line.
    await button(page, 'Show the receipt').click();
    await page.getByRole('row', { name: /^Total/ }).waitFor();
    await page.getByRole('row', { name: /^Unlocking/ }).waitFor();
    await looksGood(page, 'receipt');
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('Finished').waitFor();
    await looksGood(page, 'trips');
    // The browser tells of two refusals: she had not signed up, and the trip could not end outside.
    expect(complaints.filter((text) => !/status of (403|409)/.test(text))).toEqual([]);
    await context.close();
  });

  it('is small at first, and can be used by keyboard alone', async () => {
    const { page, context } = await visitor(browser, { size: 'phone' });
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (/^\/(assets|rider)\//.test(pathname) && !/map/.test(pathname) && response.status() === 200)
        sizes.push(response.body().then((body) => gzipSync(body).length));
    });
    await signIn(page, `${world.client.url}/rider/`, 'kim');
    await button(page, /a minute/)
      .first()
      .waitFor();
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(150_000);

    await button(page, /a minute/)
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByText('would cost').waitFor();
    expect(await page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.type')).toBe('range');
    await page.keyboard.press('End');
    await page.getByText('240', { exact: true }).waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await heading(page, 'Cars near you').waitFor();
    await context.close();
  });

  it('keeps what is one rider’s from the next one in the same browser', async () => {
    const { page, context } = await riderAt('marta', CENTRE);
    await page.getByRole('link', { name: 'Trips' }).click();
    await page.getByText('Finished').waitFor();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('Marta Vidal').waitFor();
    await button(page, 'Sign out').click();
    await heading(page, 'Sign in as rider').waitFor();
    const kept = 'JSON.stringify([{ ...localStorage }, Object.keys(sessionStorage), document.cookie])';
    expect(await page.evaluate<string>(kept)).not.toMatch(/marta|Vidal|eyJ/i);

    await page.getByLabel('Somebody else').fill('nil');
    await button(page, 'Continue').click();
    await page.getByRole('link', { name: 'Trips' }).click();
    await heading(page, 'No trips yet').waitFor();
    await looksGood(page, 'no-trips');
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('Signed in as nil').waitFor();
    expect(await page.getByText('Marta Vidal').count()).toBe(0);
    await context.close();
  });

  it('lets riders decide about their data, make a phone a key, and leave for good', async () => {
    const olaf = world.rider('olaf');
    await olaf.reserved(await world.freeCar(olaf));
    const { page, context, complaints } = await riderAt('olaf', CENTRE, { locale: 'de-DE', scheme: 'dark' });
    await page.getByText('Noch reserviert für').waitFor();
    await looksGood(page, 'reserved-de-dark');
    await page.getByRole('link', { name: 'Konto' }).click();
    await heading(page, 'Ihr Konto').waitFor();
    const me = () => olaf.app.getMe();

    const news = page.getByLabel('Neuigkeiten per E-Mail');
    await news.check();
    await eventually('the consent is known', async () =>
      (await me()).consents.some(({ purpose }) => purpose === 'NEWS'),
    );
    await eventually('the switch can be used again', () => news.isEnabled());
    await news.uncheck();
    await eventually('it is withdrawn', async () => (await me()).consents[0]?.withdrawnAt !== undefined);

    await button(page, 'Dieses Telefon zum Schlüssel machen').click();
    await page.getByText('Dieses Telefon', { exact: false }).first().waitFor();
    await button(page, 'Sperren').waitFor();
    expect((await me()).phoneKeys).toHaveLength(1);
    expect(await page.evaluate<string>(readKey)).toBe('InvalidAccessError');
    await looksGood(page, 'account-de-dark');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Meine Daten herunterladen').click(),
    ]);
    const exported = JSON.parse(readFileSync(await download.path(), 'utf8')) as object;
    expect(exported).toMatchObject({ riderId: 'olaf', rentals: [{ state: 'RESERVED' }] });
    expect(exported).toHaveProperty('charges');

    // With the key this phone gets a grant for its car.
    await page.getByRole('link', { name: 'Fahren' }).click();
    await button(page, 'Schlüssel für eine Garage ohne Netz holen').click();
    await page.getByText(/öffnet das Auto ohne Netz bis/).waitFor();
    await button(page, 'Reservierung stornieren').click();
    await heading(page, 'Die Reservierung ist storniert.').waitFor();

    await page.getByRole('link', { name: 'Konto' }).click();
    await page.getByLabel('Sprache').selectOption('en');
    await button(page, 'Erase everything').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase everything' }).click();
    await heading(page, 'Sign in as rider').waitFor();
    expect(await me().catch((error: { code?: string }) => error.code)).toBe('RIDER_ERASED');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('says within five seconds that the connection is dead, and recovers without a loss', async () => {
    const pia = world.rider('pia');
    const { rentalId } = await pia.reserved(await world.freeCar(pia));
    const { page, context } = await visitor(browser, { size: 'phone' });
    let isCut = false;
    // As in a tunnel: nothing comes, and nothing is closed.
    await page.routeWebSocket(/\/live/, (app) => {
      const platform = app.connectToServer();
      const wasCut = isCut;
      app.onMessage((text) => (isCut && !wasCut ? undefined : platform.send(text)));
      platform.onMessage((text) => (isCut && !wasCut ? undefined : app.send(text)));
    });
    await page.route('**/v1/realtime/tickets', (route) => (isCut ? route.abort() : route.continue()));
    await signIn(page, `${world.client.url}/rider/`, 'pia');
    await page.getByText('Yours for another').waitFor();
    await page.waitForTimeout(1_000);
    isCut = true;
    // Within five seconds, as test/sdk/live.test.ts shows.
    await page.getByText('No connection.').waitFor();
    await looksGood(page, 'no-connection');
    await pia.act(rentalId, 'cancel');
    expect(await page.getByText('Yours for another').count()).toBe(1);
    isCut = false;
    await heading(page, 'The reservation is cancelled.').waitFor();
    expect(await page.getByText('No connection.').count()).toBe(0);
    await context.close();
  });
});
