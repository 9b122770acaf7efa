import { afterEach, describe, expect, it } from 'vitest';
import { APlatform, type Reply } from './a-platform.ts';

let platform: APlatform;

afterEach(async () => {
  await platform.stop();
});

/** Gives one answer after the other, and repeats the last one. */
async function platformThatAnswers(...answers: readonly Reply[]): Promise<void> {
  let next = 0;
  platform = await APlatform.start(() => answers[Math.min(next++, answers.length - 1)]);
}

const PENDING: Reply = { status: 202, body: { state: 'PENDING' } };
const LATER: Reply = { status: 503, headers: { 'retry-after': '0' }, body: { code: 'UNAVAILABLE' } };
const EXPIRED: Reply = { status: 504, body: { code: 'EXPIRED' } };
const DONE: Reply = { status: 201, body: { done: true } };

describe('a change that an app requests', () => {
  it('is sent again with the same key until it is decided', async () => {
    await platformThatAnswers(LATER, PENDING, DONE);

    const answer = await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', { vin: 'x' });

    expect(answer).toMatchObject({ status: 201, body: { done: true } });
    expect(platform.requests).toHaveLength(3);
    expect(new Set(platform.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('that was decided too late is sent again with another key', async () => {
    await platformThatAnswers(EXPIRED, DONE);

    expect(await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {})).toMatchObject({
      status: 201,
    });
    expect(new Set(platform.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('that was decided too late is not sent again if the caller has given the key', async () => {
    await platformThatAnswers(EXPIRED, DONE);

    const headers = { 'idempotency-key': 'own' };
    const answer = await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {}, headers);
    expect(answer).toMatchObject({ status: 504 });
  });

  it('that failed is not sent again', async () => {
    await platformThatAnswers({ status: 500 }, DONE);

    expect(await platform.client.ask('rider', 'ana', 'POST', '/v1/rentals', {})).toMatchObject({
      status: 500,
    });
  });
});

describe('a token', () => {
  it('is kept, and replaced if it is refused, because the time may have been moved', async () => {
    await platformThatAnswers({ status: 200 }, { status: 401 }, { status: 200 });

    for (const _ of [1, 2]) {
      expect(await platform.client.as('rider', 'ana', 'GET', '/v1/riders/me')).toMatchObject({ status: 200 });
    }
    const tokens = platform.requests.map(({ headers }) => headers.authorization);
    expect(tokens).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  it('that is new is not replaced if it is refused', async () => {
    await platformThatAnswers({ status: 401 });

    expect(await platform.client.as('rider', 'ana', 'GET', '/v1/riders/me')).toMatchObject({ status: 401 });
    expect(platform.requests).toHaveLength(1);
  });
});
