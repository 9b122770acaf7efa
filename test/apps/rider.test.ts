import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Offer, offerExample } from '../../shared/contracts/offers/offer.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import type { Rider } from '../journeys/rider.ts';
import { CENTRE, World } from '../journeys/world.ts';
import { accessibilityFindings } from './accessibility.ts';
import { eventually, signIn, startBrowser, type Visit, type Visitor, visitor } from './browser.ts';
import { codePicture } from './rider/code-picture.ts';
import { picture } from './screens.ts';

const exampleFees = JSON.parse(readFileSync('docs/examples/fees.json', 'utf8')) as object;

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

/** What riders who consented are offered at the start of a trip, and at its end. */
async function publishOffers(): Promise<void> {
  const offers: Record<string, Offer> = {
    'first-stop': {
      ...offerExample,
      trigger: { kind: 'rental-started' },
      places: [],
      benefit: { kind: 'voucher', percent: '10', amount: 500, currency: 'EUR' },
      texts: [{ language: 'en', title: '10 % off this trip', text: 'Because you start it today.' }],
    },
    dinner: { ...offerExample, trigger: { kind: 'rental-ended' } },
  };
  // The example may come in between, and offers are ten minutes apart.
  await world.client.ask('operator', 'olga', 'POST', '/v1/offers/borda-del-riu-20/stop');
  for (const [offerId, offer] of Object.entries(offers)) {
    const answer = await world.client.ask('operator', 'olga', 'PUT', `/v1/offers/${offerId}`, offer);
    expect(answer.status).toBe(200);
  }
}

/** What a scanner reads from the code on the page. */
async function scanned(page: Page): Promise<string> {
  const code = page.getByRole('img', { name: 'QR code' });
  const size = Number((await code.getAttribute('viewBox'))?.split(' ').at(-1));
  const path = (await code.locator('path').getAttribute('d')) ?? '';
  return decodeQR(codePicture(size, path));
}

async function riderAt(
  subject: string,
  place: { latitude: number; longitude: number },
  visit: Visit = {},
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

/** Sets another payment method, which the provider has accepted. */
async function choosePayment(page: Page, card: string): Promise<void> {
  await page.getByRole('link', { name: 'Account' }).click();
  await button(page, 'Change: Payment').click();
  await page.getByLabel(card).check();
  const known = (await world.rider('marta').app.getMe()).paymentMethod?.paymentMethodId;
  await button(page, 'Submit').click();
  await eventually('the payment method is accepted', async () => {
    const { paymentMethod } = await world.rider('marta').app.getMe();
    return paymentMethod?.paymentMethodId !== known;
  });
  // The payments room hears of it a moment after the riders room.
  await world.quiet();
}

/** Waits until the rental may not end where the car stands. What came to the car too late is asked of it again. */
async function isRefusedToEnd(rider: Rider, rentalId: string): Promise<void> {
  await world.until(`${rentalId} may not end here`, async () => {
    const { lastFailure } = (await rider.rental(rentalId)).body;
    if (lastFailure?.result === 'REFUSED') return true;
    if (lastFailure !== undefined) await rider.act(rentalId, lastFailure.action);
    return false;
  });
}

/** The paths of what the service worker keeps. */
const keptFiles = (page: Page): Promise<readonly string[]> =>
  page.evaluate<string[]>(
    `caches.keys()
      .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
      .then((kept) => kept.flat().map(({ url }) => new URL(url).pathname + new URL(url).search))`,
  );

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

    // Points that an operator gave; offers are made to those who want them.
    await publishOffers();
    const gift = { points: 700, reason: 'Welcome' };
    await world.client.ask('operator', 'olga', 'POST', '/v1/riders/marta/points/adjustments', gift);
    await page.getByRole('link', { name: 'Points' }).click();
    await page.getByText('worth €7.00').waitFor();
    await page.getByText('By an operator: Welcome').waitFor();
    await button(page, 'Yes, I allow it').click();
    await heading(page, 'Offers on your way?').waitFor({ state: 'detached' });
    await looksGood(page, 'points');
    await page.getByRole('link', { name: 'Drive' }).click();

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
    const costs = async (): Promise<string> => (await page.locator('.quote .total').textContent()) ?? '';
    await eventually('the price of the trip', async () => (await costs()).includes('€'));
    const before = await costs();
    await page.getByLabel('Reduced excess').check();
    await eventually('the price with the option', async () => !['…', before].includes(await costs()));
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
    const marta = world.rider('marta');
    const [rental] = (await marta.app.listRentals({ limit: 1 })).rentals;
    const { rentalId = '', reservedUntil = '' } = rental ?? {};
    const isRight = async (): Promise<boolean> => {
      const shown = await left();
      const until = Date.parse(reservedUntil) - world.platform.cloud.clock.now();
      return Math.abs(until / 1000 - shown) < 5;
    };
    await eventually('the countdown is by the platform’s clock', isRight);
    await page.getByText('Chosen: Reduced excess').waitFor();
    await looksGood(page, 'reserved');

    // Damage that is there already, with photos; the first link is broken on its way.
    await page.getByText('Report damage').click();
    await page.getByLabel(/^Where/).selectOption('LEFT');
    const photos = ['icon-192.png', 'icon-512.png'].map((name) => `apps/public/${name}`);
    await page.getByLabel(/^Photos/).setInputFiles(['README.md', ...photos]);
    await page.getByText('Photos can be JPEG').waitFor();
    await page.route(/\/damage-reports$/, async (route) => {
      if (route.request().method() !== 'POST') return await route.continue();
      const response = await route.fetch();
      const body = (await response.text()).replace(/(X-Amz-Signature=)\w/, '$1x');
      return await route.fulfill({ response, body });
    });
    await button(page, 'Send the report').click();
    await page.getByText('Did not arrive').waitFor();
    await page.getByText('Arrived', { exact: true }).waitFor();
    await page.unroute(/\/damage-reports$/);
    await button(page, 'Try again').click();
    await page.getByText('with all its photos').waitFor();
    await looksGood(page, 'damage-sent');
    await button(page, 'Close').click();
    await page.getByRole('img', { name: 'Photo 2' }).waitFor();
    const { reports } = await marta.app.listDamageReports({ rentalId });
    expect(reports).toMatchObject([
      { phase: 'before', zone: 'LEFT', photos: [{ state: 'ARRIVED' }, { state: 'ARRIVED' }] },
    ]);
    await looksGood(page, 'damage');
    await page.getByText('Report damage').click();

    await world.advance(5 * 60);
    await eventually('the countdown follows the platform’s clock', isRight);

    // Unlock: the car's answer comes as a push. On a busy machine a request may come to the car too late.
    await button(page, 'Unlock').click();
    await marta.reaches(rentalId, 'IN_USE');
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
    // While the car may move an offer is a line, with nothing to press.
    await page.getByText('10 % off this trip: an offer for you').waitFor();
    expect(await button(page, 'I want it').count()).toBe(0);
    await looksGood(page, 'driving');

    // The car gets more power while it is parked, and the rider sees until when.
    await page.getByText('More from this car').click();
    await button(page, 'Buy for €19.00').click();
    await page.getByText('The car has it until').waitFor();
    expect((await world.car(vin)).features).toMatchObject([{ feature: 'power-100' }]);
    await looksGood(page, 'features');

    // Pause and go on; the car locks and opens.
    await button(page, 'Pause and lock').click();
    await marta.reaches(rentalId, 'PAUSED');
    await heading(page, 'Paused').waitFor();
    expect((await world.car(vin)).locked).toBe(true);
    await eventually('the cost has grown with the minutes', async () =>
      /€[2-9]/.test((await page.locator('.cost').textContent()) ?? ''),
    );
    await looksGood(page, 'paused');
    await page.getByText('Why this offer?').click();
    await page.getByText('You started a trip.').waitFor();
    await looksGood(page, 'offer');
    await button(page, 'I want it').click();
    await button(page, 'Use it for this trip').click();
    await button(page, 'Take it off this trip').waitFor();
    await page.getByRole('link', { name: 'Drive' }).click();
    await page.getByText('Pay with points or a voucher').click();
    await page.getByLabel('Points for this trip').fill('100');
    await button(page, 'Use points').click();
    await page.getByText('100 points are set aside for this trip.').waitFor();
    await looksGood(page, 'pay-with');
    // Offers are ten minutes apart.
    await world.advance(8 * 60);
    await button(page, 'Unlock and go on').click();
    await marta.reaches(rentalId, 'IN_USE');
    await heading(page, 'Have a good trip').waitFor();
    await world.car(vin, 'park');

    // Outside the area it does not end, and the app says where it may.
    const standing = (await world.car(vin)).position;
    await drawZone({ latitude: standing.latitude + 0.06, longitude: standing.longitude + 0.02 });
    await world.advance(60);
    const areaAgain = page.waitForResponse(/\/v1\/zones$/);
    await button(page, 'End the trip').click();
    await isRefusedToEnd(marta, rentalId);
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
    await marta.reaches(rentalId, 'ENDED');
    await heading(page, 'The trip is over').waitFor();
    expect((await world.car(vin)).locked).toBe(true);

    // The coupon at the end is a signed code, which the partner scans.
    await heading(page, '20 % off at Borda del Riu').waitFor();
    const ofCoupon = page.waitForResponse(/\/code$/);
    await button(page, 'I want it').click();
    await page.getByRole('img', { name: 'QR code' }).waitFor();
    const { code } = (await (await ofCoupon).json()) as { readonly code: string };
    expect(await scanned(page)).toBe(code);
    await heading(page, 'May partners know you again?').waitFor();
    await looksGood(page, 'coupon');
    await page.getByRole('link', { name: 'Drive' }).click();

    // The receipt, line by line. The app looks for a while for the invoices; a busy machine may need longer for them.
    await world.quiet();
    await button(page, 'Show the receipt').click();
    await page.getByRole('row', { name: /^Voucher/ }).waitFor();
    await page.getByRole('row', { name: /^Points/ }).waitFor();
    await page.getByRole('row', { name: /^Total/ }).waitFor();
    await page.getByRole('row', { name: /^Unlocking/ }).waitFor();
    await looksGood(page, 'receipt');
    // The trip has one, and what was bought during it.
    const invoices = button(page, /^Download .* as PDF$/);
    await eventually('both invoices are there', async () => (await invoices.count()) === 2);
    const [invoice] = await Promise.all([page.waitForEvent('download'), invoices.first().click()]);
    expect(readFileSync(await invoice.path(), 'latin1')).toMatch(/^%PDF-/);
    // The mail leads to the app where it is served.
    await eventually('the receipt comes by mail', async () => {
      const path = '/_local/mailbox?format=json&to=marta%40example.org';
      const { body } = await world.client.local<{ mails: readonly { text: string }[] }>('GET', path);
      return body.mails.some(({ text }) => text.includes(`${world.client.url}/rider/#/trips/${rentalId}`));
    });
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByText('Finished').waitFor();
    await looksGood(page, 'trips');

    // The browser tells of refusals (she had not signed up, the trip could not end outside), and of the upload.
    expect(complaints.filter((text) => !/status of (403|409)|ERR_FAILED/.test(text))).toEqual([]);
    await context.close();
  });

  it('has what is due paid, with the word of the bank, and objections sent', async () => {
    const { page, context } = await riderAt('marta', CENTRE);
    const [rental] = (await world.rider('marta').app.listRentals({ limit: 1 })).rentals;
    const { rentalId = '' } = rental ?? {};

    // A fee, to which she objects; her card is declined, and the bank of the next one wants her word.
    await choosePayment(page, 'A card that is accepted, and declines each payment');
    await world.client.ask('operator', 'olga', 'PUT', '/v1/fee-list', exampleFees);
    await world.advance(REFERENCE_SECONDS + 1);
    const sand = { feeType: 'cleaning', evidence: { text: 'Sand on all seats' } };
    await world.client.ask('operator', 'olga', 'POST', `/v1/rentals/${rentalId}/fees`, sand);
    await page.getByRole('link', { name: 'Payments, fees, invoices' }).click();
    await page.getByText('To be paid').waitFor();
    await button(page, /^Object/).click();
    await page.getByLabel('Why the fee is not right').fill('It was clean');
    await looksGood(page, 'money');
    await button(page, 'Send the objection').click();
    await page.getByText('Your objection: It was clean').waitFor();
    await page.getByRole('link', { name: 'Change the payment method' }).click();
    await choosePayment(page, 'A card whose bank wants each payment confirmed');
    await page.getByRole('link', { name: 'Payments, fees, invoices' }).click();
    await button(page, 'Pay now').click();
    await page.getByRole('link', { name: 'Confirm it at your bank' }).click();
    await button(page, 'Yes').click();
    await page.waitForURL(`${world.client.url}/rider/**`);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('link', { name: 'Payments, fees, invoices' }).click();
    await eventually(
      'the fee is paid',
      async () => (await page.locator('li', { hasText: 'Paid' }).filter({ hasText: '€45.00' }).count()) === 1,
    );
    const { fees } = await world.rider('marta').app.listOwnFees();
    expect(fees).toMatchObject([{ state: 'OBJECTED', objection: { text: 'It was clean' } }]);
    await context.close();
  });

  it('is small at first, and can be used by keyboard alone', async () => {
    const { page, context } = await visitor(browser, { size: 'phone' });
    const loaded: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (/^\/(assets|rider)\//.test(pathname) && !/map/.test(pathname) && response.status() === 200)
        loaded.push(response.url());
    });
    // Not from the page, which may have left for the sign-in before it is asked for what it has loaded.
    const sizeOf = async (url: string): Promise<number> =>
      gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length;
    await signIn(page, `${world.client.url}/rider/`, 'kim');
    await button(page, /a minute/)
      .first()
      .waitFor();
    const bytes = (await Promise.all(loaded.map(sizeOf))).reduce((sum, size) => sum + size, 0);
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
    const { page, context } = await riderAt('marta', CENTRE, { serviceWorkers: 'allow' });
    await page.getByRole('link', { name: 'Trips' }).click();
    await page.getByText('Finished').waitFor();
    await eventually('the shell is kept', async () => (await keptFiles(page)).length > 5);
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
    // What is kept for all of them is the same for everybody.
    const shell = await keptFiles(page);
    expect(
      shell.filter((path) => !/^\/(rider\/|rider\.webmanifest|icon[-\d]*\.(svg|png)|assets\/.+)$/.test(path)),
    ).toEqual([]);

    // Without a network the app opens from it, and goes on when there is one.
    await context.setOffline(true);
    await page.goto(`${world.client.url}/rider/`);
    await heading(page, 'There is no network').waitFor();
    await looksGood(page, 'offline');
    await context.setOffline(false);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('Signed in as nil').waitFor();
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
    const kinds = ['charges', 'payments', 'fees', 'invoices', 'pointsMovements', 'offers', 'damageReports'];
    expect(Object.keys(exported)).toEqual(expect.arrayContaining(kinds));

    // With the key this phone gets a grant for its car.
    await page.getByRole('link', { name: 'Fahren' }).click();
    // The rentals room hears a moment later of the key.
    await world.quiet();
    await button(page, 'Schlüssel für eine Garage ohne Netz holen').click();
    await page.getByText(/öffnet das Auto ohne Netz bis/).waitFor();
    await button(page, 'Reservierung stornieren').click();
    await heading(page, 'Die Reservierung ist storniert.').waitFor();

    await page.getByRole('link', { name: 'Konto' }).click();
    await page.getByLabel('Sprache').selectOption('en');
    await button(page, 'Erase everything').click();
    const erase = page.getByRole('alertdialog').getByRole('button', { name: 'Erase everything' });
    // Refused, in words, until the car has said that the grant is void.
    await eventually('it is erased', async () => {
      if ((await heading(page, 'Sign in as rider').count()) > 0) return true;
      // It may be gone with the rider before it is clicked.
      const gone = heading(page, 'Sign in as rider').waitFor();
      await Promise.race([erase.click(), gone].map((one) => one.catch(() => undefined)));
      return false;
    });
    expect(await me().catch((error: { code?: string }) => error.code)).toBe('RIDER_ERASED');
    expect(complaints.filter((text) => !text.includes('status of 409'))).toEqual([]);
    await context.close();
  });

  it('says within five seconds that the connection is dead, and recovers without a loss', async () => {
    const pia = world.rider('pia');
    const { rentalId } = await pia.reserved(await world.freeCar(pia));
    const { page, context } = await visitor(browser, { size: 'phone' });
    let isCut = false;
    let isLive = false;
    // As in a tunnel: nothing comes, and nothing is closed.
    await page.routeWebSocket(/\/live/, (app) => {
      const platform = app.connectToServer();
      const wasCut = isCut;
      app.onMessage((text) => (isCut && !wasCut ? undefined : platform.send(text)));
      platform.onMessage((text) => {
        if (!isCut || wasCut) app.send(text);
        // All that was missed has come: from then on the app knows what comes next.
        isLive ||= String(text).includes('"current"');
      });
    });
    await page.route('**/v1/realtime/tickets', (route) => (isCut ? route.abort() : route.continue()));
    await signIn(page, `${world.client.url}/rider/`, 'pia');
    await page.getByText('Yours for another').waitFor();
    await eventually('it is live', () => Promise.resolve(isLive));
    isCut = true;
    // Within five seconds, as test/sdk/live.test.ts shows.
    await page.getByText('No connection.').waitFor();
    await looksGood(page, 'no-connection');
    await pia.act(rentalId, 'cancel');
    expect(await page.getByText('Yours for another').count()).toBe(1);
    isCut = false;
    await heading(page, 'The reservation is cancelled.').waitFor();
    // What was missed comes before the word that this is all.
    await page.getByText('No connection.').waitFor({ state: 'detached' });
    await context.close();
  });
});
