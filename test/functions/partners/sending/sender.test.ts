import { describe, expect, it, vi } from 'vitest';
import type { Answered } from '../../../../functions/partners/sending/post.ts';
import { PATIENTLY } from '../../../patience.ts';
import { ENDPOINT, FAILS, Killed, NOW, OK, SenderUnderTest } from './sender-under-test.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('a delivery', () => {
  it('is sent at once, and not again', async () => {
    const sender = new SenderUnderTest();
    const event = sender.happens();
    await sender.advance(DAY);
    expect(sender.attemptsAt(event)).toEqual([0]);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED', attempts: [{ status: 204 }] });
    expect(sender.told).toEqual([]);
  });

  it('that fails comes again by the schedule, with the same id, until it is accepted', async () => {
    const sender = new SenderUnderTest((_, attempt) => (attempt < 4 ? FAILS : OK));
    const event = sender.happens();
    await sender.advance(HOUR);
    const [first, second, third, fourth] = sender.attemptsAt(event);
    expect([first, second]).toEqual([0, 5]);
    // What is due in more than some minutes waits for the scheduler, which comes once a minute.
    expect(third).toBe(305);
    expect(fourth).toBeGreaterThanOrEqual(2105);
    expect(fourth).toBeLessThanOrEqual(2105 + 60);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED' });
    expect(sender.state(event)?.attempts.map(({ error }) => error)).toEqual([
      'HTTP_500',
      'HTTP_500',
      'HTTP_500',
      undefined,
    ]);
  });

  it('is given up after ten attempts, is kept, and can be replayed', async () => {
    const sender = new SenderUnderTest(() => FAILS);
    const event = sender.happens();
    await sender.advance(4 * DAY);
    expect(sender.attemptsAt(event)).toHaveLength(10);
    const failed = sender.state(event);
    expect(failed).toMatchObject({ state: 'FAILED' });
    expect(failed).not.toHaveProperty('nextAt');

    sender.receives(() => OK);
    if (failed !== undefined) sender.table.replay(failed, sender.now);
    await sender.advance(120);
    expect(sender.attemptsAt(event)).toHaveLength(11);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED' });
  });

  it('is not sent when it is older than 14 days', async () => {
    const sender = new SenderUnderTest();
    sender.queueIsThere = false;
    const event = sender.happens();
    sender.now = '2026-02-14T09:30:01.000Z';
    sender.queueIsThere = true;
    await sender.advance(120);
    expect(sender.received).toEqual([]);
    expect(await sender.table.entries(event.endpointId, 10)).toEqual([]);
  });
});

describe('a receiver that wants to be left alone', () => {
  it.each([
    ['429', { status: 429, retryAfter: '600', milliseconds: 1 }],
    ['503', { status: 503, retryAfter: '600', milliseconds: 1 }],
  ])('with %s gets nothing until then, not even what is new', async (_, busy: Answered) => {
    let isBusy = true;
    const sender = new SenderUnderTest(() => (isBusy ? busy : OK));
    const first = sender.happens();
    await sender.settle();
    isBusy = false;
    const second = sender.happens();
    await sender.advance(590);
    expect(sender.received).toHaveLength(1);
    await sender.advance(70);
    expect(sender.state(first)).toMatchObject({ state: 'DELIVERED' });
    expect(sender.state(second)).toMatchObject({ state: 'DELIVERED' });
    expect(sender.attemptsAt(second)[0]).toBeGreaterThanOrEqual(600);
  });

  it('for good, with 410, is disabled, and what waits is kept', async () => {
    const sender = new SenderUnderTest(() => ({ status: 410, milliseconds: 1 }));
    const first = sender.happens();
    await sender.settle();
    expect(sender.told).toMatchObject([{ notice: 'GONE' }]);
    // The room has not decided yet.
    const second = sender.happens();
    await sender.advance(DAY);
    expect(sender.received).toHaveLength(1);
    expect(sender.state(first)).toMatchObject({ state: 'HELD', attempts: [{ status: 410 }] });
    expect(sender.state(second)).toMatchObject({ state: 'HELD', attempts: [] });
    expect(await sender.table.entries(ENDPOINT, 10)).toEqual([]);

    // It is enabled again: what is new is sent.
    sender.receives(() => OK);
    const third = sender.happens();
    await sender.settle();
    expect(sender.state(third)).toMatchObject({ state: 'DELIVERED' });
  });
});

describe('an endpoint that fails for five days', () => {
  it('is disabled; its owner is told at the fourth failure, a day before, and at the end', async () => {
    const sender = new SenderUnderTest(() => FAILS);
    const first = sender.happens();
    await sender.advance(5 * DAY + 2 * HOUR);
    const said = sender.told.map(({ notice, at }) => [
      notice,
      (Date.parse(at) - Date.parse(first.createdAt)) / 1000,
    ]);
    expect(said.map(([notice]) => notice)).toEqual(['FOURTH_FAILURE', 'LAST_DAY', 'STOP']);
    const [, fourth = 0] = said[0] ?? [];
    expect(Number(fourth)).toBeGreaterThanOrEqual(2105);
    // The scheduler comes once a minute.
    for (const [n, days] of [
      [1, 4],
      [2, 5],
    ] as const) {
      expect(said[n]?.[1]).toBeGreaterThanOrEqual(days * DAY);
      expect(said[n]?.[1]).toBeLessThanOrEqual(days * DAY + 60);
    }
    // Nothing is sent after that.
    const late = sender.happens();
    await sender.advance(DAY);
    expect(sender.state(late)).toMatchObject({ state: 'HELD' });
  });

  it('begins anew with every success', async () => {
    let isDown = true;
    const sender = new SenderUnderTest(() => (isDown ? FAILS : OK));
    sender.happens();
    await sender.advance(3 * DAY);
    isDown = false;
    sender.happens();
    await sender.advance(HOUR);
    isDown = true;
    sender.happens();
    await sender.advance(3 * DAY);
    expect(sender.told.map(({ notice }) => notice)).not.toContain('LAST_DAY');
  });
});

describe('an endpoint that is disabled, or gone', () => {
  it('gets nothing, and what waits for it is kept', async () => {
    const sender = new SenderUnderTest(() => FAILS);
    const event = sender.happens();
    await sender.settle();
    sender.endpoints.set(ENDPOINT, undefined);
    await sender.advance(DAY);
    expect(sender.received).toHaveLength(1);
    expect(sender.state(event)).toMatchObject({ state: 'HELD' });
  });
});

describe('one endpoint', () => {
  it('never waits for another: a dead one’s time is its own', async () => {
    const dead = new Promise<Answered>(() => undefined);
    const sender = new SenderUnderTest();
    for (let n = 0; n < 50; n++) sender.receives(() => dead, `dead ${n}`);
    for (let n = 0; n < 50; n++) for (let m = 0; m < 30; m++) sender.happens(`dead ${n}`);
    const alive = Array.from({ length: 30 }, () => sender.happens());
    void sender.settle();
    await vi.waitFor(() => {
      expect(alive.map((event) => sender.state(event)?.state)).toEqual(alive.map(() => 'DELIVERED'));
      expect(sender.received).toHaveLength(50 * 10 + 30);
    }, PATIENTLY);
    // A dead one is not asked more than so often at a time either.
    await new Promise((done) => setTimeout(done, 50));
    expect(sender.received).toHaveLength(50 * 10 + 30);
  });

  it('gets no more requests in a second than it takes, whoever wakes its sender', async () => {
    const sender = new SenderUnderTest();
    sender.endpoints.set(ENDPOINT, { enabledAt: NOW, receive: () => OK, perSecond: 4 });
    for (let n = 0; n < 10; n++) sender.happens();
    await sender.settle();
    expect(sender.received).toHaveLength(4);
    // Another sender goes on counting where the first has stopped.
    sender.happens();
    await sender.settle();
    expect(sender.received).toHaveLength(4);
    await sender.advance(10);
    const seconds = sender.received.map(({ at }) => at.slice(0, 19));
    const inEach = [...Map.groupBy(seconds, (second) => second).values()].map(({ length }) => length);
    expect(inEach).toEqual([4, 4, 3]);
  });

  it('that fails is not asked more often either', async () => {
    const sender = new SenderUnderTest();
    sender.endpoints.set(ENDPOINT, { enabledAt: NOW, receive: () => FAILS, perSecond: 4 });
    for (let n = 0; n < 6; n++) sender.happens();
    await sender.advance(3);
    expect(sender.received.map(({ at }) => at.slice(17, 19))).toEqual(['00', '00', '00', '00', '01', '01']);
  });

  it('has one sender at a time', async () => {
    let now = 0;
    let most = 0;
    const sender = new SenderUnderTest(async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((done) => setTimeout(done, 2));
      now -= 1;
      return OK;
    });
    for (let n = 0; n < 60; n++) sender.happens();
    await Promise.all(Array.from({ length: 5 }, () => sender.serve(ENDPOINT)));
    await sender.settle();
    expect(most).toBe(10);
    expect(sender.received).toHaveLength(60);
  });

  it('is served to its end though something is appended at any moment', async () => {
    const sender = new SenderUnderTest();
    let more = 20;
    // In the middle of each step the fan-out appends, and its message finds the sender at work.
    sender.step = () => {
      if (more === 0) return;
      more -= 1;
      sender.happens();
      sender.queue = [];
    };
    sender.happens();
    await sender.serve(ENDPOINT);
    expect(sender.received).toHaveLength(21);
  });
});

describe('a sender that dies', () => {
  /** Dies at its nth step. Undefined when it did not come to that. */
  async function dyingAt(nth: number, receive: () => Answered): Promise<SenderUnderTest | undefined> {
    const sender = new SenderUnderTest(receive);
    const events = [sender.happens(), sender.happens()];
    let steps = 0;
    sender.step = () => {
      steps += 1;
      if (steps === nth) throw new Killed();
    };
    await sender.settle();
    const died = steps >= nth;
    // Whatever was under way in the same process is dead, too; and the message that it had taken is lost.
    sender.step = () => undefined;
    sender.queue = [];
    await sender.advance(DAY);
    for (const event of events) expect(sender.state(event)?.state).toBe('DELIVERED');
    expect(new Set(sender.received.map(({ deliveryId }) => deliveryId)).size).toBe(2);
    expect(await sender.table.entries(ENDPOINT, 10)).toEqual([]);
    return died ? sender : undefined;
  }

  it('at any point loses nothing, and nothing is stuck', async () => {
    let nth = 1;
    while ((await dyingAt(nth, () => OK)) !== undefined) nth += 1;
    expect(nth).toBeGreaterThan(10);
  });

  it('at any point while a receiver fails loses nothing', async () => {
    let nth = 1;
    for (;;) {
      let failures = 3;
      const died = await dyingAt(nth, () => {
        failures -= 1;
        return failures >= 0 ? FAILS : OK;
      });
      if (died === undefined) break;
      nth += 1;
    }
    expect(nth).toBeGreaterThan(10);
  });

  it('after the receiver had accepted sends again, with the same id', async () => {
    const sender = new SenderUnderTest();
    const event = sender.happens();
    let accepted = false;
    sender.receives(() => {
      accepted = true;
      return OK;
    });
    sender.step = () => {
      if (accepted) throw new Killed();
    };
    await sender.settle();
    sender.step = () => undefined;
    await sender.advance(HOUR);
    expect(sender.attemptsAt(event)).toHaveLength(2);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED' });
  });
});

describe('when the queue was away', () => {
  it('nothing is stuck: the scheduler wakes the sender', async () => {
    const sender = new SenderUnderTest((_, attempt) => (attempt < 3 ? FAILS : OK));
    sender.queueIsThere = false;
    const event = sender.happens();
    await sender.settle();
    expect(sender.received).toEqual([]);
    sender.queueIsThere = true;
    await sender.advance(HOUR);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED' });
  });

  it('and messages come twice, one sender serves', async () => {
    const sender = new SenderUnderTest();
    sender.happens();
    sender.queue = [...sender.queue, ...sender.queue, ...sender.queue];
    await Promise.all([sender.serve(ENDPOINT), sender.serve(ENDPOINT), sender.settle()]);
    expect(sender.received).toHaveLength(1);
  });
});

describe('when the table was away', () => {
  it('nothing is lost, and nothing is stuck', async () => {
    const sender = new SenderUnderTest((_, attempt) => (attempt < 3 ? FAILS : OK));
    const event = sender.happens();
    await sender.settle();
    sender.step = () => {
      throw new Killed();
    };
    await sender.advance(HOUR);
    expect(sender.attemptsAt(event)).toHaveLength(1);
    sender.step = () => undefined;
    await sender.advance(HOUR);
    expect(sender.attemptsAt(event)).toHaveLength(3);
    expect(sender.state(event)).toMatchObject({ state: 'DELIVERED' });
  });
});
