import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as others get it: built, packed, and unpacked where nothing of this project is. */

const root = resolve(import.meta.dirname, '../..');
const LARGEST_BYTES = 30_000;
let place = '';
let files: readonly string[] = [];

const app = `
import { ApiError, createClient, type Client, type Rental } from '@roadstream/sdk';

const client: Client = createClient({ baseUrl: 'https://api.example.org', token: async () => 'token' });
export async function reserve(vin: string): Promise<Rental | undefined> {
  try {
    return await client.reserveCar({ vin });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'CAR_NOT_FREE') return undefined;
    throw error;
  }
}
export const live = () => client.live({
  onPush: (push) => {
    if (push.event === 'rentals.started.v1') console.log(push.data.car.chargePercent?.toFixed(1));
  },
});
`;

const faults = `
import { ApiError, createClient } from '@roadstream/sdk';
const client = createClient({ baseUrl: 'https://api.example.org' });
void client.reserveCar({});
void client.reserveCar({ vin: 1 });
void client.getRental({ rentalId: 'rnt_1' }).then(({ state }) => state === 'GONE');
export const isGone = (error: ApiError): boolean => error.code === 'CAR_GONE';
`;

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');

/** What the compiler finds in a program that uses the package, as codes of errors. */
function faultsIn(source: string): readonly string[] {
  writeFileSync(join(place, 'app.ts'), source);
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--lib',
    'es2022,dom',
  ];
  try {
    execFileSync(process.execPath, [tsc, ...options, '--types', '', 'app.ts'], {
      cwd: place,
      encoding: 'utf8',
    });
    return [];
  } catch (error) {
    return [...(error as { stdout: string }).stdout.matchAll(/error (TS\d+)/g)].map(([, code]) => code ?? '');
  }
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'roadstream-sdk-'));
  const built = join(place, 'built');
  execFileSync(process.execPath, [join(root, 'sdk/build.ts'), built]);
  execFileSync('npm', ['pack', built, '--pack-destination', place, '--ignore-scripts'], { stdio: 'pipe' });
  const modules = join(place, 'node_modules/@roadstream/sdk');
  mkdirSync(modules, { recursive: true });
  execFileSync('tar', ['-xzf', 'roadstream-sdk-0.1.0.tgz', '-C', modules, '--strip-components=1'], {
    cwd: place,
  });
  files = execFileSync('tar', ['-tzf', 'roadstream-sdk-0.1.0.tgz'], { cwd: place, encoding: 'utf8' })
    .trim()
    .split('\n');
  writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the package', () => {
  it('has its code, types, licence and README, and no sources', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package/package.json',
        'package/README.md',
        'package/LICENSE',
        'package/dist/index.js',
        'package/dist/index.d.ts',
      ]),
    );
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('depends on nothing', () => {
    const manifest = JSON.parse(
      readFileSync(join(place, 'node_modules/@roadstream/sdk/package.json'), 'utf8'),
    ) as object;
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('private');
  });

  it(`is smaller than ${LARGEST_BYTES} bytes, minified, and needs nothing of Node`, async () => {
    const { outputFiles } = await build({
      stdin: { contents: "export * from '@roadstream/sdk';", resolveDir: place },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: ['es2022', 'safari16', 'node20'],
      write: false,
      logLevel: 'error',
    });
    expect(outputFiles[0]?.contents.byteLength).toBeLessThan(LARGEST_BYTES);
  });

  it('runs in Node', () => {
    const program =
      "import { createClient } from '@roadstream/sdk'; console.log(typeof createClient({ baseUrl: 'http://a' }).reserveCar);";
    writeFileSync(join(place, 'run.mjs'), program);
    expect(execFileSync(process.execPath, ['run.mjs'], { cwd: place, encoding: 'utf8' })).toBe('function\n');
  });

  it('gives its users types, in browsers and without those of Node', () => {
    expect(faultsIn(app)).toEqual([]);
    expect(faultsIn(faults)).toEqual(['TS2741', 'TS2322', 'TS2367', 'TS2367']);
  });
});
