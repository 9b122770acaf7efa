import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onceForSources } from '../../infra/bundle-memory.ts';

let folder: string;
let times: number;
const at = (path: string): string => join(folder, path);

/** A bundler that copies. */
async function build(): Promise<{ readonly bytes: number }> {
  times += 1;
  const text = readFileSync(at('sources/a.ts'), 'utf8');
  writeFileSync(at('bundle.mjs'), text);
  return { bytes: text.length };
}

const bundled = (): Promise<{ readonly bytes: number }> =>
  onceForSources(
    { file: at('memory/bundles.json'), sources: [at('sources'), at('package-lock.json'), at('missing')] },
    () => [at('bundle.mjs')],
    build,
  );

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roadstream-memory-'));
  mkdirSync(at('sources/deep'), { recursive: true });
  writeFileSync(at('sources/a.ts'), 'one');
  writeFileSync(at('package-lock.json'), '{}');
  times = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('bundles', () => {
  it('are made once for the same sources', async () => {
    expect([await bundled(), await bundled()]).toEqual([{ bytes: 3 }, { bytes: 3 }]);
    expect(times).toBe(1);
  });

  it.each([
    ['a source changes', () => writeFileSync(at('sources/a.ts'), 'other')],
    ['a source is added', () => writeFileSync(at('sources/deep/b.ts'), '')],
    ['a source is gone', () => rmSync(at('sources/deep/old.ts'))],
    ['the packages change', () => writeFileSync(at('package-lock.json'), '{"a":1}')],
    ['what was missing is there', () => writeFileSync(at('missing'), '')],
    ['a bundle is gone', () => rmSync(at('bundle.mjs'))],
    ['somebody else has written a bundle', () => writeFileSync(at('bundle.mjs'), 'his')],
    ['the memory cannot be read', () => writeFileSync(at('memory/bundles.json'), '{')],
  ])('are made again when %s', async (_, change) => {
    writeFileSync(at('sources/deep/old.ts'), '');
    await bundled();
    change();
    await bundled();
    expect(times).toBe(2);
    expect(readFileSync(at('bundle.mjs'), 'utf8')).toBe(readFileSync(at('sources/a.ts'), 'utf8'));
  });
});
