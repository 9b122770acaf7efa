import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { withoutUnusedContracts } from '../../infra/used-contracts.ts';

const contracts = resolve(import.meta.dirname, '../../shared/contracts');
const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

const SOURCE = `import { event, topic } from './define.ts';
import { roomError } from './errors.ts';

export const things = topic({ name: 'things' });
const time = later();

export const made = event({
  topic: things,
  example: {
    name: 'one',
    parts: [{ n: 1 }],
  },
  data: Obj({ ...Time.properties, name: Str() }, strict),
});

export const unknown = roomError('THING_UNKNOWN', {
  status: 404,
});
`;

describe('a contract in a bundle', () => {
  it('has no example, and is left out when nobody uses it; errors register themselves', () => {
    const { code } = transformSync(withoutUnusedContracts(SOURCE), {
      loader: 'ts',
      treeShaking: true,
      format: 'esm',
    });
    expect(code).not.toContain('parts');
    expect(code).toContain('roomError("THING_UNKNOWN"');
    const unused = transformSync(withoutUnusedContracts(SOURCE).replaceAll('export ', ''), {
      loader: 'ts',
      treeShaking: true,
      format: 'esm',
    }).code;
    expect(unused).not.toContain('topic(');
    expect(unused).not.toContain('event(');
    expect(unused).toContain('roomError("THING_UNKNOWN"');
  });

  it.each(files)('%s has the same lines, so that source maps fit, and compiles', (file) => {
    const source = readFileSync(join(contracts, file), 'utf8');
    const left = withoutUnusedContracts(source);
    expect(left.split('\n')).toHaveLength(source.split('\n').length);
    expect(() => transformSync(left, { loader: 'ts' })).not.toThrow();
  });
});
