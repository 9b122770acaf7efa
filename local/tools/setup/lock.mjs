import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PREPARED } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const LOOK_MILLISECONDS = 200;
const LIMIT_MILLISECONDS = 15 * 60_000;

/**
 * Runs `task` alone under a name such as `setup`: waits until no other process of this project runs a task under the
 * same name. Throws SetupError SETUP_BUSY.
 *
 * @template Result
 * @param {string} name
 * @param {() => Promise<Result>} task
 * @param {AbortSignal} [signal] ends the waiting: its reason is thrown
 */
export async function alone(name, task, signal) {
  const lock = join(PREPARED, `${name}.lock`);
  const limit = Date.now() + LIMIT_MILLISECONDS;
  let isAnnounced = false;
  while (!take(lock)) {
    signal?.throwIfAborted();
    const owner = ownerOf(lock);
    if (owner !== undefined && !isAlive(owner)) rmSync(lock, { force: true });
    else if (Date.now() > limit)
      throw new SetupError(
        'SETUP_BUSY',
        `another ${name} (process ${owner}) does not end; stop it, or delete ${lock}`,
      );
    else {
      if (!isAnnounced) process.stderr.write(`  waiting for the ${name} of process ${owner}\n`);
      isAnnounced = true;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }
  try {
    return await task();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  mkdirSync(dirname(lock), { recursive: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Undefined in the moment between making and writing the file.
 *
 * @param {string} lock
 */
function ownerOf(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
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
