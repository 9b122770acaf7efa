import { mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { megabytes } from './progress.mjs';
import { SetupError } from './setup-error.mjs';

export const LEAST_NODE = 20;

/** Bytes that npm packages, engines and Maven's own copies of them need, with some reserve. */
export const NEEDED_DISK = 2e9;

export const SUPPORTED = 'Linux on amd64, and macOS on Apple silicon or Intel';

/** Throws SetupError NODE_TOO_OLD. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= LEAST_NODE) return;
  throw new SetupError(
    'NODE_TOO_OLD',
    `this is Node ${process.versions.node}; install Node ${LEAST_NODE} or newer from https://nodejs.org`,
  );
}

/**
 * Why the engines do not run on this computer; undefined when they do.
 *
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {{ platform: string, architecture: string }} [machine]
 * @returns {string | undefined}
 */
export function unsupported(
  environment = process.env,
  { platform, architecture } = { platform: process.platform, architecture: process.arch },
) {
  if (platform === 'darwin' || (platform === 'linux' && architecture === 'x64')) return undefined;
  if (platform === 'win32') return `Windows is not supported: use WSL 2. Supported: ${SUPPORTED}`;
  if (platform === 'linux' && environment['DYNAMODB_ENDPOINT']) return undefined;
  if (platform === 'linux' && architecture === 'arm64')
    return (
      'Amazon DynamoDB Local has no native library for Linux on arm64: set DYNAMODB_ENDPOINT to one that runs ' +
      `elsewhere. Supported: ${SUPPORTED}`
    );
  return `${platform} on ${architecture} is not supported. Supported: ${SUPPORTED}`;
}

/** Throws SetupError PLATFORM_UNSUPPORTED. */
export function requirePlatform() {
  const why = unsupported();
  if (why !== undefined) throw new SetupError('PLATFORM_UNSUPPORTED', why);
}

/**
 * Bytes that may still be written below a folder, which need not exist yet.
 *
 * @param {string} folder
 * @returns {number}
 */
export function freeDisk(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return freeDisk(dirname(folder));
  }
}

/**
 * Makes the folder. Throws SetupError DISK_FULL when there is less free space than needed.
 *
 * @param {string} folder
 * @param {number} needed bytes
 */
export function requireDisk(folder, needed) {
  const free = freeDisk(folder);
  if (free < needed)
    throw new SetupError(
      'DISK_FULL',
      `set-up needs ${megabytes(needed)} at ${folder}, and ${megabytes(free)} are free; free some space`,
    );
  mkdirSync(folder, { recursive: true });
}
