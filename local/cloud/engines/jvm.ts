import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { endsWithUs } from './child-life.ts';
import { type EngineError, type EngineErrorCode, engineEnded } from './engine-error.ts';
import type { PreparedEngine } from './prepared-engine.ts';

export interface JvmLaunch {
  readonly engine: PreparedEngine;
  /** Heap limit in megabytes. */
  readonly heap: number;
  /** More options of the virtual machine, such as system properties. */
  readonly options: readonly string[];
  /** The engine's main class; it has to return once it serves. */
  readonly main: string;
  readonly arguments: readonly string[];
  /** Where the engine may write; made when it is missing. */
  readonly directory: string;
  /** Makes the class data sharing archive when the engine ends, instead of using one. */
  readonly archiveTo?: string | undefined;
  readonly onLog?: ((line: string) => void) | undefined;
  /** Ends the start; an engine that serves already is stopped by its owner. */
  readonly signal?: AbortSignal | undefined;
  /** The engine ended and nobody had asked it to. */
  readonly onFailure?: ((error: EngineError) => void) | undefined;
}

export interface Jvm {
  readonly pid: number;
  /** Lets the engine put its data on disk, and ends it if that takes longer than 10 s. */
  stop(): Promise<void>;
  /** At once, as a crash would. */
  kill(): Promise<void>;
}

const LAUNCHER = 'roadstream.engines.Launcher';
const READY_LINE = '@engine ready';
/** Engines take 1 to 3 s; a machine with all its cores busy may need ten times that. */
const START_MILLISECONDS = 60_000;
/** A little more than the launcher gives the engine's own shutdown. */
const STOP_MILLISECONDS = 10_000;
/** Writing an archive takes 1 to 2 s, and one that is cut off is of no use. */
const ARCHIVE_MILLISECONDS = 120_000;
const KEPT_LINES = 200;

/** For a quick start and little memory: one compiler tier, the serial collector, no performance counters on disk. */
const SMALL_AND_QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-XX:-UsePerfData'];

/**
 * Starts an engine as a child that cannot outlive this process (see Launcher.java), in a session of its own so that
 * Ctrl-C reaches this process alone. Resolves when it serves; rejects with an EngineError.
 */
export async function startJvm(launch: JvmLaunch): Promise<Jvm> {
  launch.signal?.throwIfAborted();
  mkdirSync(launch.directory, { recursive: true });
  const child = spawn(launch.engine.java, commandLine(launch), {
    cwd: launch.directory,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  endsWithUs(child);
  const running = new JvmChild(child, launch);
  await running.ready();
  return running;
}

function commandLine({ engine, heap, options, main, arguments: rest, archiveTo }: JvmLaunch): string[] {
  const archive = archiveTo === undefined ? engine.archive : undefined;
  return [
    ...SMALL_AND_QUICK,
    `-Xmx${heap}m`,
    ...(archiveTo === undefined ? [] : archiving(archiveTo)),
    ...(archive === undefined ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    ...options,
    '-cp',
    engine.classPath.join(delimiter),
    LAUNCHER,
    main,
    ...rest,
  ];
}

function archiving(archive: string): string[] {
  return [`-XX:ArchiveClassesAtExit=${archive}`, `-Droadstream.shutdownMilliseconds=${ARCHIVE_MILLISECONDS}`];
}

class JvmChild implements Jvm {
  readonly #child: ChildProcess;
  readonly #launch: JvmLaunch;
  readonly #log: string[] = [];
  readonly #closed: Promise<string>;
  readonly #served = Promise.withResolvers<void>();
  #isReady = false;
  #isWanted = true;

  constructor(child: ChildProcess, launch: JvmLaunch) {
    this.#child = child;
    this.#launch = launch;
    this.#closed = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started (${error.message})`));
      child.once('close', (code, signal) => resolve(`ended with ${signal ?? `status ${code}`}`));
    });
    // The child may be gone before its standard input is closed; that is no news.
    child.stdin?.on('error', () => undefined);
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on('line', (line) => this.#hear(line));
    void this.#closed.then((how) => this.#end(how));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ready(): Promise<void> {
    const limit = setTimeout(
      () => this.#fail('did not start within 60 s', 'ENGINE_TIMEOUT'),
      START_MILLISECONDS,
    );
    const stop = (): void => this.#fail('was stopped while it started', 'ENGINE_STOPPED');
    this.#launch.signal?.addEventListener('abort', stop);
    try {
      await this.#served.promise;
    } catch (error) {
      await this.kill();
      throw error;
    } finally {
      clearTimeout(limit);
      this.#launch.signal?.removeEventListener('abort', stop);
    }
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#child.stdin?.end();
    const patience = this.#launch.archiveTo === undefined ? STOP_MILLISECONDS : ARCHIVE_MILLISECONDS;
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    await this.#closed;
    clearTimeout(limit);
  }

  async kill(): Promise<void> {
    this.#isWanted = false;
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #hear(line: string): void {
    if (line === READY_LINE) {
      this.#isReady = true;
      this.#served.resolve();
      return;
    }
    this.#log.push(line);
    if (this.#log.length > KEPT_LINES) this.#log.shift();
    this.#launch.onLog?.(line);
  }

  #end(how: string): void {
    if (!this.#isReady) this.#fail(`${how} while it started`, 'ENGINE_FAILED');
    else if (this.#isWanted)
      this.#launch.onFailure?.(engineEnded(this.#launch.engine.name, how, this.#log, 'ENGINE_ENDED'));
  }

  #fail(how: string, otherwise: EngineErrorCode): void {
    this.#served.reject(engineEnded(this.#launch.engine.name, how, this.#log, otherwise));
  }
}
