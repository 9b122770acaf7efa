import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** `npm run bench -- NAME [options]`: runs one benchmark; each prints what it measured and against what. */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));
const [name, ...args] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Say which: npm run bench -- ${names.join(' | ')}\n`);
  process.exitCode = 1;
} else {
  const { run } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as {
    run: (args: readonly string[]) => Promise<void>;
  };
  await run(args);
}
