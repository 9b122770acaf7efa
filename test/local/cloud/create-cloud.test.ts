import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cloud } from '../../../local/cloud/core/cloud.ts';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { openCloud } from './local-cloud.ts';

const HOUR = 3_600_000;
const clouds: RunningCloud[] = [];
let dataDirectory: string;

async function open(options: Parameters<typeof openCloud>[0] = {}): Promise<RunningCloud> {
  const cloud = await openCloud(options);
  clouds.push(cloud);
  return cloud;
}

beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'cloud-'));
});

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

class Registry {
  readonly cloud: Cloud;
  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }
}

describe('a cloud', () => {
  test('has one of each part, made at the first call; another cloud has its own', async () => {
    const [first, second] = [await open(), await open()];
    expect(first.part(Registry)).toBe(first.part(Registry));
    expect(first.part(Registry).cloud).toBe(first);
    expect(second.part(Registry)).not.toBe(first.part(Registry));
  });

  test('starts in the order of registration and stops in the other, whatever fails on the way', async () => {
    const cloud = await open();
    const steps: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      cloud.onStart(name, async () => void steps.push(`start ${name}`));
      cloud.onStop(name, async () => {
        steps.push(`stop ${name}`);
        if (name === 'b') throw new Error('stuck');
      });
    }
    await cloud.start();
    await cloud.stop();
    expect(steps).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
    const lines: string[] = [];
    cloud.journal.follow(({ text }) => lines.push(text));
    expect(lines).toEqual(['b did not stop in order: Error: stuck']);
  });

  test('without a data directory leaves nothing behind', async () => {
    const cloud = await open();
    expect(existsSync(cloud.dataDirectory)).toBe(true);
    await cloud.stop();
    expect(existsSync(cloud.dataDirectory)).toBe(false);
  });
});

describe('with a data directory', () => {
  test('a cloud that is stopped again writes nothing more into it', async () => {
    const cloud = await open({ dataDirectory });
    await Promise.all([cloud.stop(), cloud.stop()]);
    rmSync(dataDirectory, { recursive: true });
    await cloud.stop();
    expect(existsSync(dataDirectory)).toBe(false);
  });

  test('the next start has the same authority', async () => {
    const first = await open({ dataDirectory });
    const second = await open({ dataDirectory });
    expect(second.authority).toEqual(first.authority);
  });

  test("the next start's time goes on where the last one was, also after a crash", async () => {
    const crashed = await open({ dataDirectory });
    await crashed.clock.advance(24 * HOUR);
    const second = await open({ dataDirectory });
    expect(second.clock.now()).toBeGreaterThanOrEqual(Date.now() + 24 * HOUR - 1000);
    await second.clock.advance(HOUR);
    await second.stop();
    const third = await open({ dataDirectory });
    expect(third.clock.now()).toBeGreaterThanOrEqual(Date.now() + 25 * HOUR - 1000);
    expect(third.clock.now()).toBeLessThan(Date.now() + 26 * HOUR);
  });

  test('a folder with files of somebody else is refused, and stays as it is', async () => {
    writeFileSync(join(dataDirectory, 'letter.txt'), 'Dear Ana');
    await expect(open({ dataDirectory })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY',
      message: expect.stringContaining(dataDirectory),
    });
    expect(readdirSync(dataDirectory)).toEqual(['letter.txt']);
  });

  test('a folder in which only the system has something is taken', async () => {
    writeFileSync(join(dataDirectory, '.DS_Store'), '');
    await (await open({ dataDirectory })).stop();
    const again = await open({ dataDirectory });
    expect(again.dataDirectory).toBe(dataDirectory);
  });

  test('a file that cannot be read says what to do', async () => {
    await (await open({ dataDirectory })).stop();
    writeFileSync(join(dataDirectory, 'kept', 'clock.json'), '{');
    await expect(open({ dataDirectory })).rejects.toMatchObject({ code: 'DATA_DIRECTORY' });
  });
});
