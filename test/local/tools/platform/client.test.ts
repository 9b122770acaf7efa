import { afterEach, describe, expect, it } from 'vitest';
import { APlatform, type Said } from './a-platform.ts';

let platform: APlatform;

afterEach(async () => {
  await platform.stop();
});

/** One answer after the other; the last one again and again. */
async function platformThatSays(...answers: readonly Said[]): Promise<void> {
  let next = 0;
  platform = await APlatform.start(() => answers[Math.min(next++, answers.length - 1)]);
}

const PENDING: Said = { status: 202, body: { state: 'PENDING' } };
const LATER: Said = { status: 503, headers: { 'retry-after': '0' }, body: { code: 'UNAVAILABLE' } };
const EXPIRED: Said = { status: 504, body: { code: 'EXPIRED' } };
const DONE: Said = { status: 201, body: { done: true } };

describe('a change, as an app makes it', () => {
  it('is asked for again under the same key, until it is decided', async () => {
    await platformThatSays(LATER, PENDING, DONE);

    const answer = await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', { vin: 'x' });

    expect(answer).toMatchObject({ status: 201, body: { done: true } });
    expect(platform.asked).toHaveLength(3);
    expect(new Set(platform.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('that was decided too late is asked for again, under another key', async () => {
    await platformThatSays(EXPIRED, DONE);

    expect(await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {})).toMatchObject({
      status: 201,
    });
    expect(new Set(platform.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('that was decided too late is not asked for again when its key is the caller’s', async () => {
    await platformThatSays(EXPIRED, DONE);

    const headers = { 'idempotency-key': 'own' };
    const answer = await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {}, headers);
    expect(answer).toMatchObject({ status: 504 });
  });

  it('that failed is not asked for again', async () => {
    await platformThatSays({ status: 500 }, DONE);

    expect(await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {})).toMatchObject({
      status: 500,
    });
  });
});

describe('a token', () => {
  it('is kept, and another one fetched when it is refused: the time may have been moved', async () => {
    await platformThatSays({ status: 200 }, { status: 401 }, { status: 200 });

    for (const _ of [1, 2]) {
      expect(await platform.client.as('rider', 'ana', 'GET', '/v1/riders/me')).toMatchObject({ status: 200 });
    }
    const tokens = platform.asked.map(({ headers }) => headers.authorization);
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  it('that is new and refused is the answer', async () => {
    await platformThatSays({ status: 401 });

    expect(await platform.client.as('rider', 'ana', 'GET', '/v1/riders/me')).toMatchObject({ status: 401 });
    expect(platform.asked).toHaveLength(1);
  });
});
