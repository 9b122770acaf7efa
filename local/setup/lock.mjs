import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PREPARED } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const LOCK = join(PREPARED, 'setup.lock');
const LOOK_MILLISECONDS = 200;
const LIMIT_MILLISECONDS = 15 * 60_000;

/**
 * Runs `task` while no other set-up of this project runs; waits for one that does. Throws SetupError SETUP_BUSY.
 *
 * @param {() => Promise<void>} task
 */
export async function alone(task) {
  const limit = Date.now() + LIMIT_MILLISECONDS;
  let isAnnounced = false;
  while (!take()) {
    const owner = ownerOf();
    if (owner !== undefined && !isAlive(owner)) rmSync(LOCK, { force: true });
    else if (Date.now() > limit)
      throw new SetupError(
        'SETUP_BUSY',
        `another set-up (process ${owner}) does not end; stop it, or delete ${LOCK}`,
      );
    else {
      if (!isAnnounced) process.stderr.write(`  waiting for the set-up of process ${owner}\n`);
      isAnnounced = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }
  try {
    await task();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function take() {
  mkdirSync(dirname(LOCK), { recursive: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined in the instant between the making and the writing of the file. */
function ownerOf() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
