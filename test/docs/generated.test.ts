import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { generatedPages } from '../../docs/generator/pages.ts';

it.each([...generatedPages().keys()])('%s is what the contracts say; else run `npm run docs`', (path) => {
  const onDisk = readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');
  expect(onDisk === generatedPages().get(path)).toBe(true);
});
