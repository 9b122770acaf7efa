import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { dataKeyDestroyed } from '../../shared/contracts/riders/erasure.ts';
import { ridersCommands, signUp } from '../../shared/contracts/riders/riders.ts';
import { PhoneUnderTest } from '../functions/riders/phone-under-test.ts';
import { everythingIn, type Place, recordOf } from './everything.ts';
import { type Rider, underKey } from './rider.ts';
import { openedIn } from './sealed-texts.ts';
import { writeTopic } from './topic.ts';
import type { World } from './world.ts';

/** Whom the search is for. */
const PERSON = {
  name: 'Ludmila Vogelsang-Ortega',
  birthDate: '1987-03-29',
  email: 'ludmila.vogelsang@mail.example',
  phone: '+37699887766',
};
const LICENCE = { number: 'LV-774455-X9', classes: ['B'], country: 'AD', validUntil: '2034-08-17' };
const TOKEN = 'tok_visa_ludmila7f9c24e5';
const PHONE_NAME = 'Ludmila’s second phone';
const SECRETS = [...Object.values(PERSON), LICENCE.number, TOKEN, PHONE_NAME];

/** Whole requests, as they are told apart: whoever guesses one must find no hash of it. */
const REQUESTS = [PERSON, LICENCE, { token: TOKEN }].map((body) =>
  JSON.stringify([
    null,
    null,
    Object.fromEntries(Object.entries(body).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  ]),
);

/** A text as it may be written: as it is, in bytes, encoded wherever it begins, or as a hash that a guess confirms. */
function writings(text: string): string[] {
  const bytes = Buffer.from(text);
  const encoded = [0, 1, 2].map((before) => {
    const base64 = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    return base64.slice(before === 0 ? 0 : before + 1, -2);
  });
  const hashes = (['hex', 'base64url', 'base64'] as const).map((encoding) =>
    createHash('sha256').update(text).digest(encoding),
  );
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('hex'),
    ...encoded,
    ...hashes,
  ];
}

/** Where any of the texts is written in any way. */
function writtenIn(places: readonly Place[], texts: readonly string[]): string[] {
  const wanted = texts.flatMap(writings);
  // Both alphabets of base64 become one.
  const found = places.filter(({ text }) => {
    const readable = text.replaceAll('+/', '-_');
    return wanted.some((writing) => text.includes(writing) || readable.includes(writing));
  });
  return found.map(({ name }) => name);
}

async function ok(answer: Promise<{ status: number; body: unknown }>): Promise<Record<string, unknown>> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
  return body as Record<string, unknown>;
}

/** Signs the person up with everything, and leaves traces in every kind of place. */
async function leaveTraces(world: World, rider: Rider): Promise<void> {
  const put = (path: string, body: object) => async (headers: Record<string, string>) => [
    await rider.call('PUT', path, body, headers),
  ];
  for (const answer of [
    ...(await underKey('sign-up', put('/v1/riders/me', PERSON))),
    ...(await underKey('licence', put('/v1/riders/me/licence', LICENCE))),
  ])
    await ok(Promise.resolve(answer));
  await ok(rider.call('PUT', '/v1/riders/me/payment-method', { token: TOKEN }));
  const { challenge } = await ok(rider.call('POST', '/v1/riders/me/phone-challenges'));
  const proof = new PhoneUnderTest().prove(rider.id, String(challenge));
  await ok(rider.call('POST', '/v1/riders/me/phone-keys', { proof, name: PHONE_NAME }));
  await world.until('licence and payment method are found good', async () => {
    const { licence, paymentMethod } = await ok(rider.call('GET', '/v1/riders/me'));
    return (licence as { status: string }).status === 'VERIFIED' && paymentMethod !== undefined;
  });
  await world.quiet();
}

/** The sign-up once more, as nobody can decode it: it ends among the dead letters. */
async function leaveDeadLetter(world: World, riderId: string): Promise<void> {
  const commands = await world.events(ridersCommands.name);
  const command = commands.find(({ type, subject }) => type === signUp.type && subject === riderId);
  const broken = { ...command, id: `${command?.id}x`, data: { ...(command?.data as object), broken: true } };
  const brokers = world.platform.engines.kafka.internal;
  await writeTopic(brokers, ridersCommands.name, [{ key: riderId, value: JSON.stringify(broken) }]);
  await world.until('a dead letter', async () => {
    const letters = await everythingIn(world.platform);
    return letters.some(({ name, text }) => name === `topic ${deadLetters.name}` && text.includes(riderId));
  });
}

/** A person who is erased, on a running platform: searched for in all tables, topics, queues and logs. */
export function erasureJourney(started: () => World): void {
  describe('a rider who is erased', () => {
    it('cannot be read by anybody any more, and what was rented stays on the books', async () => {
      const world = started();
      const record = recordOf(world.platform);
      const rider = world.rider('r-4711');
      const other = world.rider('r-4712');
      await other.admitted();
      await leaveTraces(world, rider);
      const { rentalId } = await rider.reserved(await world.freeCar(rider));

      // While the rider has a car, erasing is refused.
      await world.until('the riders room knows of the rental', async () => {
        const { licence } = await ok(rider.call('GET', '/v1/riders/me'));
        expect(licence).toBeDefined();
        const events = await world.events('riders.events');
        return events.some(({ type, subject }) => type === 'riders.rental-began.v1' && subject === rider.id);
      });
      expect(await rider.call('DELETE', '/v1/riders/me')).toMatchObject({
        status: 409,
        body: { code: 'RIDER_STILL_RENTS' },
      });
      await ok(rider.act(rentalId, 'cancel'));
      await leaveDeadLetter(world, rider.id);
      await world.until('the rental is over for the riders room', async () => {
        const events = await world.events('riders.events');
        return events.some(({ type, subject }) => type === 'riders.rental-over.v1' && subject === rider.id);
      });

      // What it costs is settled, though nothing is due; until the riders room knows, erasing is refused.
      await world.until('nothing is open', async () => {
        const events = await world.events('riders.events');
        const newest = events.findLast(
          ({ type, data }) =>
            type === 'riders.matter-changed.v1' && (data as { subject: string }).subject === rentalId,
        );
        return newest !== undefined && !('open' in (newest.data as object));
      });

      // Before: only the owner reads it; it lies sealed in tables, topics, dead letters and queues.
      const before = await everythingIn(world.platform, record);
      expect(writtenIn(before, [...SECRETS, ...REQUESTS])).toEqual([]);
      expect(await ok(rider.call('GET', '/v1/riders/me'))).toMatchObject({
        profile: PERSON,
        licence: { number: LICENCE.number, country: LICENCE.country },
        phoneKeys: [{ name: PHONE_NAME }],
      });
      const opened = await openedIn(world.platform, before);
      const texts = (some: typeof opened): string[] => some.map(({ text }) => text);
      for (const kind of [
        'table',
        'topic riders.commands',
        'topic riders.events',
        'topic dead-letters',
        'queue',
      ]) {
        const there = opened.filter(({ place }) => place.startsWith(kind));
        expect(texts(there), kind).toEqual(expect.arrayContaining([PERSON.name, PERSON.birthDate]));
      }
      expect(texts(opened)).toEqual(expect.arrayContaining(SECRETS));
      expect(writtenIn(before, [rider.id]).length).toBeGreaterThan(6);

      expect(await ok(rider.call('DELETE', '/v1/riders/me'))).toEqual({
        riderId: rider.id,
        status: 'ERASED',
      });
      await world.until('the key is destroyed', async () => {
        const events = await world.events('riders.events');
        return events.some(({ type, subject }) => type === dataKeyDestroyed.type && subject === rider.id);
      });

      // After: the same search with every key that is left finds the other rider, and nothing of this one.
      const after = await everythingIn(world.platform, record);
      const readable = texts(await openedIn(world.platform, after));
      expect(readable).toEqual(expect.arrayContaining([`Rider ${other.id}`]));
      expect(SECRETS.filter((secret) => readable.includes(secret))).toEqual([]);
      expect(writtenIn(after, [...SECRETS, ...REQUESTS])).toEqual([]);
      expect(await rider.call('GET', '/v1/riders/me')).toMatchObject({
        status: 403,
        body: { code: 'RIDER_ERASED' },
      });
      expect(await rider.call('PUT', '/v1/riders/me', PERSON)).toMatchObject({
        body: { code: 'RIDER_ERASED' },
      });
      record.end();

      // Bookkeeping goes on, by an id that names nobody.
      expect(await world.client.as('operator', 'eva', 'GET', `/v1/rentals/${rentalId}`)).toMatchObject({
        status: 200,
        body: { rentalId, riderId: rider.id, state: 'CANCELLED' },
      });
      await world.quiet();
      const car = await world.freeCar(other);
      expect(await rider.reserve(car)).toMatchObject({ status: 403 });

      // Who asks by letter is erased by an operator.
      const reason = { reason: 'letter of 1 March' };
      const wish = () => world.client.as('operator', 'eva', 'POST', `/v1/riders/${other.id}/erase`, reason);
      expect(await wish()).toMatchObject({ status: 200, body: { riderId: other.id, status: 'ERASED' } });
      expect(await wish()).toMatchObject({ body: { code: 'RIDER_ERASED' } });
      expect(await other.call('GET', '/v1/riders/me')).toMatchObject({ body: { code: 'RIDER_ERASED' } });
    });
  });
}
