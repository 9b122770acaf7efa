/**
 * Sets up what a command needs, says what it does, and is done at once when nothing is missing. Runs under the host's
 * Node with nothing installed, so: plain JavaScript, no packages.
 *
 * `node local/tools/setup/main.mjs` – npm packages and engines; `node local/tools/setup/main.mjs packages` – npm packages only.
 */
import { unpreparedEngines } from './engines.mjs';
import { findJdk } from './java.mjs';
import { alone } from './lock.mjs';
import { NEEDED_DISK, requireDisk, requireNode, requirePlatform } from './machine.mjs';
import { findMaven } from './maven.mjs';
import { arePackagesInstalled, installPackages } from './npm-packages.mjs';
import { PREPARED } from './places.mjs';
import { prepareEngine } from './prepare-engine.mjs';
import { SetupError } from './setup-error.mjs';

const PACKAGES_ONLY = process.argv[2] === 'packages';

async function main() {
  requireNode();
  if (!isDone()) await setUp();
}

function isDone() {
  return arePackagesInstalled() && (PACKAGES_ONLY || unpreparedEngines().length === 0);
}

async function setUp() {
  const tools = PACKAGES_ONLY ? undefined : requireTools();
  requireDisk(PREPARED, NEEDED_DISK);
  process.stderr.write('Roadstream is being set up:\n');
  await alone('setup', async () => {
    if (!arePackagesInstalled()) await installPackages();
    if (tools !== undefined) for (const engine of unpreparedEngines()) await prepareEngine(engine, tools);
  });
}

/** Everything that only a person can put right is asked for before anything is downloaded. */
function requireTools() {
  requirePlatform();
  return { jdk: findJdk(), maven: findMaven() };
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\nRoadstream cannot be set up (${error.code}): ${error.message}\n`);
  process.exitCode = 1;
}
