import { writeSourceMap } from './bundle.ts';
import { bundleEntries } from './bundle-entries.ts';

/**
 * `node infra/source-map.ts FUNCTION`: writes the source map of a function's bundle, as its sources are now, and says
 * where it lies and of which bundle it is: `{ "path": "…", "bundleSha256": "…" }`.
 */
const [name = ''] = process.argv.slice(2);
const entry = bundleEntries.find((candidate) => candidate.name === name);
if (entry === undefined) throw new Error(`There is no function ${name} in functions/ or infra/`);
process.stdout.write(`${JSON.stringify(await writeSourceMap(entry))}\n`);
