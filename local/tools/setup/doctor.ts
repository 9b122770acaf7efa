import { execFileSync } from 'node:child_process';
import { totalmem } from 'node:os';
import { DEFAULT_PORTS, type Ports, platformAt, whyNotFree } from '../platform/ports.ts';
import { ALL_ENGINES, type Engine, preparedAs, unpreparedEngines } from './engines.mjs';
import { findJdk } from './java.mjs';
import { freeDisk, NEEDED_DISK, unsupported } from './machine.mjs';
import { findMaven, mavenVersion } from './maven.mjs';
import { arePackagesInstalled } from './npm-packages.mjs';
import { onPath } from './on-path.mjs';
import { PREPARED } from './places.mjs';
import { megabytes } from './progress.mjs';

/** The check of one thing that commands need on this computer. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, in a few words. */
  readonly found: string;
  /** What to do about it. Empty when the check is successful. */
  readonly advice: string;
}

/** The whole platform with its engines and a small fleet. */
const NEEDED_MEMORY = 4e9;
/** A car and its broker need two, a started platform some hundred. */
const NEEDED_FILES = 1024;

/** Checks everything that `npm start` and `npm test` need. Changes nothing. */
export async function doctor(ports: Ports = DEFAULT_PORTS): Promise<Check[]> {
  return [
    platform(),
    node(),
    npm(),
    packages(),
    jdk(),
    maven(),
    ...ALL_ENGINES.map(engine),
    disk(),
    memory(),
    openFiles(),
    await port('http', ports.http),
    await port('mqtt', ports.mqtt),
  ];
}

function check(name: string, found: string, advice = ''): Check {
  return { name, ok: advice === '', found, advice };
}

function platform(): Check {
  const why = unsupported();
  return check('platform', `${process.platform} ${process.arch}`, why ?? '');
}

function node(): Check {
  return check('Node', process.versions.node);
}

function npm(): Check {
  const found = onPath('npm');
  if (found === undefined) return check('npm', 'none', 'install Node 20 or newer from https://nodejs.org');
  return check('npm', execFileSync(found, ['--version'], { encoding: 'utf8' }).trim());
}

function packages(): Check {
  return arePackagesInstalled()
    ? check('npm packages', 'as package-lock.json says')
    : check('npm packages', 'missing, or other versions', 'npm run setup');
}

function jdk(): Check {
  return attempt('JDK', () => {
    const { version, java } = findJdk();
    return `${version} (${java})`;
  });
}

function maven(): Check {
  return attempt('Maven', () => {
    const program = findMaven();
    const version = mavenVersion(program);
    if (version === undefined) throw new Error(`${program} does not run; see: ${program} --version`);
    return `${version} (${program})`;
  });
}

function attempt(name: string, find: () => string): Check {
  try {
    return check(name, find());
  } catch (error) {
    return check(name, 'no usable one', error instanceof Error ? error.message : String(error));
  }
}

function engine(wanted: Engine): Check {
  const external = process.env[wanted.externalBy];
  if (external) return check(wanted.name, `external, ${wanted.externalBy}=${external}`);
  const found = preparedAs(wanted);
  const isCurrent = !unpreparedEngines().some(({ folder }) => folder === wanted.folder);
  if (found === undefined) return check(wanted.name, 'not set up', 'npm run setup');
  const what = `${found.version}, ${found.jars} jars, ${megabytes(found.bytes)}`;
  return check(wanted.name, what, isCurrent ? '' : 'set up for another Java or version: npm run setup');
}

function disk(): Check {
  const free = freeDisk(PREPARED);
  const advice = free < NEEDED_DISK ? `free some space: ${megabytes(NEEDED_DISK)} are needed` : '';
  return check('disk', `${megabytes(free)} free`, advice);
}

function memory(): Check {
  const advice =
    totalmem() < NEEDED_MEMORY ? `${megabytes(NEEDED_MEMORY)} are needed for the whole platform` : '';
  return check('memory', megabytes(totalmem()), advice);
}

function openFiles(): Check {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  const isEnough = limit === 'unlimited' || Number(limit) >= NEEDED_FILES;
  return check(
    'open files',
    `limit ${limit}`,
    isEnough ? '' : `raise it in this shell: ulimit -n ${NEEDED_FILES * 4}`,
  );
}

/** What a running platform listens on is as it should be. */
async function port(kind: 'http' | 'mqtt', number: number): Promise<Check> {
  const name = `${kind.toUpperCase()} port`;
  const why = await whyNotFree(number);
  if (why === undefined) return check(name, `${number} free`);
  const platform = await platformAt(kind, number);
  if (platform !== undefined)
    return check(name, `${number} used by the platform that runs (process ${platform.pid})`);
  return check(
    name,
    `${number} ${why.code === 'EADDRINUSE' ? 'taken' : why.message}`,
    `npm start -- --${kind}-port P`,
  );
}
