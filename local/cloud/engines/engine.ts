import type { EngineError } from './engine-error.ts';
import type { Jvm } from './jvm.ts';

/** What every engine that runs here is told. */
export interface EngineOptions {
  /** Where the engine may write; made when it is missing. */
  readonly directory: string;
  /** Whether the next start on this directory finds the data again. */
  readonly isKept: boolean;
  /** Each line that the engine writes. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** Ends the start. */
  readonly signal?: AbortSignal | undefined;
  /** The engine ended and nobody had asked it to. */
  readonly onFailure?: ((error: EngineError) => void) | undefined;
  /** For set-up: where to write the class data sharing archive when the engine stops. */
  readonly archiveTo?: string | undefined;
}

/** An engine that answers at one HTTP address. */
export interface HttpEngine {
  /** Such as `http://127.0.0.1:21234`. */
  readonly endpoint: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Ends an engine in order when what it wrote is needed again, otherwise at once: nothing is lost then. */
export function stopEngine(jvm: Jvm, options: EngineOptions): Promise<void> {
  return options.isKept || options.archiveTo !== undefined ? jvm.stop() : jvm.kill();
}
