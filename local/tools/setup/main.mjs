/**
 * Sets up what a command needs, prints what it does, and ends at once when nothing is missing. It runs under the host's
 * Node before anything is installed, so it is plain JavaScript without packages.
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

/** Checks everything that only a person can fix before anything is downloaded. */
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
