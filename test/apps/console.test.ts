import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addEndpoint, admitPartner } from '../../local/tools/registration/partners.ts';
import { programmeExample } from '../../shared/contracts/loyalty/programme.ts';
import { offerExample } from '../../shared/contracts/offers/offer.ts';
import { rentalsCommands } from '../../shared/contracts/rentals/rentals.ts';
import { App } from '../journeys/app.ts';
import { Receiver } from '../journeys/receiver.ts';
import { writeTopic } from '../journeys/topic.ts';
import { World } from '../journeys/world.ts';
import { accessibilityFindings } from './accessibility.ts';
import { eventually, type Size, signIn, startBrowser, type Visitor, visitor } from './browser.ts';
import { LONG_TASK_MS, mainThreadDuring } from './main-thread.ts';
import { picture } from './screens.ts';
import { ScriptedFleet } from './scripted-fleet.ts';

/** The operators' console in a real browser, against the whole platform with driving cars. */

/** Longer than a driver waits before the drive. */
const START_SECONDS = 35;
/** Longer than a twin waits before it is written. */
const TWIN_SECONDS = 65;

let world: World;
let browser: Browser;
let desk: Visitor;
let rentalId = '';
let chargedAt = '';
let positionsSent = 0;
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
  desk.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (payload.includes('"type":"positions"')) positionsSent += 1;
    }),
  );
  await signIn(desk.page, consoleUrl(), 'olga');
  await desk.page.getByText('14 cars').waitFor();
  await desk.page.getByText('live', { exact: true }).waitFor();
  // What the page hears from now on is pushed to it.
  ({ rentalId } = await eva.reservesSoon(driven));
  await eva.act(rentalId, 'unlock');
  await ben.reservesSoon(reserved);
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

/** What the page shows of the story. */
const STORY = [
  'rentals.unlock-requested.v1',
  'vehicles.command-finished.v1',
  'rentals.started.v1',
  'rentals.ended.v1',
  'billing.charged.v1',
];

/** Each room is heard by itself, and the page reads the story once. */
async function storyHas(types: readonly string[]): Promise<void> {
  await world.client.until<{ steps: readonly { type: string }[] }>(
    `the story of ${rentalId}`,
    () => world.client.as('operator', 'otto', 'GET', `/v1/rentals/${rentalId}/story?limit=99`),
    ({ status, body }) =>
      status === 200 && types.every((wanted) => body.steps.some(({ type }) => type === wanted)),
  );
}

const plateOf = (index: number): string => `AND ${1001 + index}`;

/** Whether the page is connected. A busy machine may keep the connection from answering for a while. */
const isLive = (page: Page): Promise<boolean> => page.getByText('live', { exact: true }).isVisible();

async function open(page: Page, index: number): Promise<void> {
  await page.getByRole('link', { name: plateOf(index) }).click();
  await page.getByRole('heading', { name: plateOf(index) }).waitFor();
}

/** Has the car that is open do it, and leaves the dialog open. What came to it too late is asked of it again. */
async function command(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  const done = dialog.getByText('the car has done it');
  const late = dialog.getByText(/did not get it in time|did not answer|refused: (EXPIRED|WRONG_SESSION)/);
  for (;;) {
    await page.getByRole('button', { name, exact: true }).click();
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await done.or(late).waitFor();
    if (await done.isVisible()) return;
    await dialog.getByRole('button', { name: 'Close' }).click();
  }
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
    // Who has no second factor is told so, and gets no further.
    await page.getByRole('button', { name: 'oskar' }).click();
    await page.getByRole('heading', { name: 'oskar is no operator yet' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out oskar' }).click();
    await page.getByRole('heading', { name: 'Sign in as operator' }).waitFor();
    await context.close();
    const { status } = await world.client.as('operator', 'oskar', 'GET', '/v1/fleet/cars');
    expect(status).toBe(403);
  });
});

describe('the documents of the APIs', () => {
  it('are pages one step from the start page, which load nothing from elsewhere', async () => {
    const { page, context, complaints } = await visitor(browser);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (
        !/^(data|blob):/.test(request.url()) &&
        new URL(request.url()).host !== new URL(world.client.url).host
      )
        elsewhere.push(request.url());
    });
    await page.goto(`${world.client.url}/`);
    await page.getByRole('link', { name: 'Read about the API' }).click();
    await page.getByRole('link', { name: 'rentals' }).first().click();
    await page
      .getByRole('link', { name: /^Reserve a car/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Reserve a car' }).waitFor();
    await page.getByText('/v1/rentals', { exact: true }).first().waitFor();
    await page.getByText(world.client.url).first().waitFor();
    await page.getByRole('link', { name: 'Events and messages' }).click();
    await page.getByText('rentals.events').first().waitFor();
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
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
    await expect.poll(() => isLive(desk.page)).toBe(true);
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
    await command(desk.page, 'Find');
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
    // It may have arrived while this machine was busy with something else.
    await world.car(vins[0] ?? '', 'drive');
    const before = await odometer();
    await world.advance(TWIN_SECONDS);
    await eventually(`the car has driven ${part} part`, async () => (await odometer()) !== before);
  }
  await desk.page.getByText('drive started').first().waitFor();
  // They were sent as the car reported them, not read.
  expect(positionsSent).toBeGreaterThan(0);
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
    chargedAt = (await world.rider('eva').charged(rentalId)).time;
    await storyHas(STORY);
    await desk.page.goto(`${consoleUrl()}#/rentals/${rentalId}`);
    await desk.page.getByRole('rowheader', { name: 'Total' }).waitFor();
    await desk.page.getByText('Ended', { exact: true }).first().waitFor();
    // The whole story, from the phone's request to the car and back, and on to the money.
    const story = desk.page.getByRole('table').filter({ hasText: 'vehicles' });
    const steps = (name: string) => story.getByRole('row').filter({ hasText: name });
    const step = (name: string) => steps(name).first();
    await step('unlock requested').waitFor();
    const letter = await step('started').getByRole('cell').last().innerText();
    expect(letter).toMatch(/^[A-Z]$/);
    // There are more requests than one when the first came to the car too late.
    for (const name of ['unlock requested', 'command finished'])
      expect(await steps(name).locator('td:last-child').allInnerTexts()).toContain(letter);
    await desk.page.getByText('From the request to the open car').waitFor();
    await desk.page.getByText('From the end to the charge').waitFor();
    await step('charged').getByText('€').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-rental');
  });

  it('list the charges of the day', async () => {
    await desk.page.getByRole('link', { name: 'Charges', exact: true }).click();
    // At midnight the day of the charge is no longer the one that the page begins with.
    await desk.page.getByLabel('Day', { exact: true }).fill(chargedAt.slice(0, 10));
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

describe('the rooms that sell', () => {
  it('have a programme as data, and say where a wrong one is wrong', async () => {
    await desk.page.getByRole('link', { name: 'Programme', exact: true }).click();
    await desk.page.getByRole('row', { name: 'off-peak' }).waitFor();
    await desk.page.getByText('Change the programme').click();
    const data = desk.page.getByRole('textbox', { name: 'Change the programme' });
    const publish = desk.page.getByRole('button', { name: 'Publish' });
    await data.fill(JSON.stringify({ ...programmeExample, timeZone: 'Europe/Atlantis' }));
    await publish.click();
    await desk.page.getByRole('listitem').filter({ hasText: '/timeZone' }).waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await data.fill(JSON.stringify({ ...programmeExample, pendingDays: 3 }));
    await publish.click();
    await desk.page.getByText('3 days').waitFor();
    await picture(desk.page, 'console-programme');
  });

  it('show offers with what is used of their budgets, and stop one', async () => {
    const title = 'Ten per cent of everything';
    await asOperator('PUT', '/v1/offers/ten', {
      ...offerExample,
      texts: [{ language: 'en', title, text: 'Only today.' }],
    });
    let reads = 0;
    desk.page.on('request', (request) => {
      if (/\/v1\/offers\/./.test(request.url())) reads += 1;
    });
    await desk.page.getByRole('link', { name: 'Offers', exact: true }).click();
    const row = desk.page.getByRole('row', { name: title });
    await row.getByText('0 of 500 times').waitFor();
    expect(reads).toBe(0);
    await desk.page.getByRole('link', { name: title }).click();
    await desk.page.getByText('the car comes within 2,000 m').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-offer');
    await desk.page.getByText('Stop the offer').first().click();
    await desk.page.getByRole('button', { name: 'Stop the offer' }).click();
    await row.getByText('Stopped').waitFor();
    const { body } = await asOperator('GET', '/v1/offers/ten');
    expect(body).toMatchObject({ state: 'STOPPED' });
  });

  it('show what partners were sent and what they answered, and send it again', async () => {
    const receiver = await Receiver.listen();
    receiver.answers = (response) => void response.writeHead(500).end('the front desk sleeps');
    const { partnerId } = await admitPartner(world.client, {
      name: 'Hotel Andorra',
      kind: 'HOTEL',
      scopes: ['RIDERS'],
      eventTypes: ['*'],
    });
    await addEndpoint(world.client, partnerId, { url: receiver.url, eventTypes: ['*'] });
    await desk.page.getByRole('link', { name: 'Partners', exact: true }).click();
    await desk.page.getByRole('link', { name: 'Hotel Andorra' }).click();
    await desk.page.getByRole('link', { name: receiver.url }).click();
    await desk.page.getByText('Send a test').first().click();
    await desk.page.getByRole('button', { name: 'Send a test' }).click();
    await desk.page.getByText('HTTP_500').first().waitFor();
    await desk.page.getByText('webhook.test').last().click();
    await desk.page.getByText('the front desk sleeps').first().waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-deliveries');
    receiver.status(204);
    await desk.page.getByRole('button', { name: 'Send again', exact: true }).click();
    await desk.page
      .locator('.rows > li', { hasText: 'webhook.test' })
      .getByText('delivered', { exact: true })
      .waitFor();
    expect(receiver.ofType('webhook.test').length).toBeGreaterThan(1);
    // And what they are sent about a rental is in its story.
    const { rentalId: told } = await world.rider('eva').reservesSoon(vins[8] ?? '');
    await receiver.gets('the reservation', ({ event }) => event.type === 'rental.reserved');
    await desk.page.goto(`${consoleUrl()}#/rentals/${told}`);
    const sent = desk.page.getByRole('row').filter({ hasText: 'rental.reserved to Hotel Andorra' });
    await eventually('the delivery is in the story', async () => {
      if ((await sent.getByText('204').count()) > 0) return true;
      await desk.page.getByRole('button', { name: 'Read again' }).first().click();
      return false;
    });
    await sent
      .getByText(/\d (ms|s)$/)
      .first()
      .waitFor();
    await desk.page.getByText('From what happened to the slowest partner').waitFor();
    receiver.close();
  });

  it('show what could not be handled, with its reason and payload, and throw it away', async () => {
    await writeTopic(world.platform.engines.kafka.internal, rentalsCommands.name, [
      { key: vins[9] ?? '', value: 'no command at all' },
    ]);
    await desk.page.getByRole('link', { name: 'Dead letters' }).click();
    const letter = desk.page.getByText('UNDECODABLE');
    await eventually('the dead letter is listed', async () => {
      if ((await letter.count()) > 0) return true;
      await desk.page.getByRole('button', { name: 'Read again' }).click();
      return false;
    });
    await letter.click();
    await desk.page.getByText('no command at all').waitFor();
    expect(await accessibilityFindings(desk.page)).toEqual([]);
    await picture(desk.page, 'console-dead-letters');
    await desk.page.getByText('Throw away').first().click();
    const form = desk.page.locator('form').filter({ hasText: 'What it asked for' });
    await form.getByLabel('Reason').fill('written by a test');
    await form.getByRole('button', { name: 'Throw away' }).click();
    await desk.page.getByText('1 thrown away.').first().waitFor();
    await desk.page.getByText('Nothing waits').waitFor();
  });
});

describe('the zones', () => {
  it('are drawn on the map, and wrong corners are said where they are', async () => {
    await desk.page.getByRole('link', { name: 'Zones', exact: true }).click();
    await desk.page.getByRole('button', { name: 'Draw a zone' }).click();
    const canvas = desk.page.locator('.map canvas');
    await canvas.waitFor();
    const click = (x: number, y: number) => canvas.click({ position: { x, y } });
    // Crosswise, as somebody might who is in a hurry.
    await click(250, 250);
    await click(550, 450);
    await click(550, 250);
    await click(250, 450);
    await desk.page.getByRole('heading', { name: '4 corners' }).waitFor();
    await desk.page.getByText('The edge from here crosses').waitFor();
    await desk.page.getByLabel('Name').fill('Old town');
    await desk.page.getByRole('button', { name: 'Save' }).click();
    await desk.page.getByRole('alert').getByText('crosses').waitFor();
    expect((await asOperator('GET', '/v1/zones')).body).toMatchObject({ features: [] });
    expect(await accessibilityFindings(desk.page)).toEqual([]);

    // Dragged to where it should have been.
    const box = await canvas.boundingBox();
    const at = (x: number, y: number) => [(box?.x ?? 0) + x, (box?.y ?? 0) + y] as const;
    await desk.page.mouse.move(...at(550, 450));
    await desk.page.mouse.down();
    await desk.page.mouse.move(...at(400, 240), { steps: 4 });
    await desk.page.mouse.move(...at(400, 200), { steps: 4 });
    await desk.page.mouse.up();
    await eventually(
      'no edge crosses another',
      async () => (await desk.page.getByText('The edge from here crosses').count()) === 0,
    );
    await desk.page.getByRole('heading', { name: '4 corners' }).waitFor();
    await picture(desk.page, 'console-zone');
    await desk.page.getByRole('button', { name: 'Save' }).click();
    await desk.page.getByText('The zones are in force').waitFor();
    const { body } = await asOperator('GET', '/v1/zones');
    expect(body).toMatchObject({
      features: [{ id: 'old-town', properties: { kind: 'no-parking', name: 'Old town' } }],
    });
  });

  it('are changed corner by corner with the keyboard, and removed', async () => {
    await desk.page.getByRole('button', { name: 'Change Old town' }).press('Enter');
    await desk.page.getByLabel('Latitude of corner 1', { exact: true }).fill('91');
    await desk.page.getByLabel('Latitude of corner 1', { exact: true }).press('Tab');
    await desk.page.getByText('This is no place on earth.').waitFor();
    await desk.page.getByRole('button', { name: 'Remove corner 1' }).press('Enter');
    await desk.page.getByRole('heading', { name: '3 corners' }).waitFor();
    await desk.page.getByLabel('Kind').selectOption('service-area');
    await desk.page.getByRole('button', { name: 'Save' }).press('Enter');
    await desk.page.getByText('Service area').waitFor();
    await desk.page.getByRole('button', { name: 'Change Old town' }).press('Enter');
    await desk.page.getByRole('button', { name: 'Remove the zone' }).press('Enter');
    await desk.page.getByRole('button', { name: 'Really remove it' }).press('Enter');
    await desk.page.getByText('There are no zones').waitFor();
    expect((await asOperator('GET', '/v1/zones')).body).toMatchObject({ features: [] });
  });
});

it('says that the connection is dead, and goes on by itself', async () => {
  const banner = desk.page.getByText('No connection for');
  await desk.context.setOffline(true);
  await banner.waitFor();
  await desk.context.setOffline(false);
  await eventually('it is connected again', async () => (await banner.count()) === 0);
  await expect.poll(() => isLive(desk.page)).toBe(true);
});

it('says that the platform has ended the connection, and has missed nothing when it is back', async () => {
  const tickets = '**/v1/realtime/tickets';
  await desk.page.route(tickets, (route) => route.abort('internetdisconnected'));
  // Of more than five connections of somebody the platform ends the oldest.
  const others = await Promise.all(Array.from({ length: 5 }, () => App.of(world.client, 'operator', 'olga')));
  const banner = desk.page.getByText('No connection for');
  await banner.waitFor();
  await asOperator('POST', `/v1/cars/${vins[5]}/out-of-service`, { kind: 'OTHER', reason: 'no heating' });
  await Promise.all(others.map((other) => other.close()));
  await desk.page.unroute(tickets);
  await eventually('it is connected again', async () => (await banner.count()) === 0);
  await desk.page.getByRole('link', { name: 'Now', exact: true }).click();
  const heard = desk.page.locator('.events').getByText('no heating');
  await heard.waitFor();
  expect(await heard.count()).toBe(1);
});

it('draws 500 cars that drive, without a task that anybody would notice', async () => {
  const fleet = await ScriptedFleet.start(500);
  const { page, context, complaints } = await visitor(browser);
  await page.goto(`${fleet.url}/console/`);
  await page.getByText('500 cars', { exact: true }).waitFor();
  await page.locator('.map canvas').waitFor();
  const row = page.getByRole('link', { name: plateOf(0) });
  await row.getByText('In use').waitFor();
  await fleet.drives(5);
  const before = await row.innerText();
  const { longestMs } = await mainThreadDuring(browser, page, () => fleet.drives(5));
  // Time of the processor, so it does not matter what else this machine does.
  expect(longestMs).toBeLessThan(LONG_TASK_MS);
  const charge = (text: string): string | undefined => /\d+ %/.exec(text)?.[0];
  await eventually('the car has reported', async () => charge(await row.innerText()) !== charge(before));
  expect(complaints).toEqual([]);
  await context.close();
  fleet.stop();
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
  // A connection that was cut on purpose is told by the browser itself, and what was refused on purpose.
  const others = desk.complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(text));
  expect(others).toEqual([expect.stringContaining('status of 400')]);
});
