import { writeSourceMap } from './bundle.ts';
import { bundleEntries } from './bundle-entries.ts';

/**
 * `node infra/source-map.ts FUNCTION`: writes the source map of a function's bundle, built from the current sources,
 * and prints its path and the bundle that it belongs to: `{ "path": "…", "bundleSha256": "…" }`.
 */
const [name = ''] = process.argv.slice(2);
const entry = bundleEntries.find((candidate) => candidate.name === name);
if (entry === undefined) throw new Error(`There is no function ${name} in functions/ or infra/`);
process.stdout.write(`${JSON.stringify(await writeSourceMap(entry))}\n`);
