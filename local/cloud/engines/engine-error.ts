export type EngineName = 'Kafka' | 'DynamoDB Local' | 'ElasticMQ';

export type EngineErrorCode =
  /** Set-up has not resolved the engine on this machine. */
  | 'ENGINE_NOT_PREPARED'
  /** The Java that set-up found is gone. */
  | 'JDK_MISSING'
  | 'PORT_TAKEN'
  | 'DISK_FULL'
  /** Another process has the engine's data directory open. */
  | 'DATA_IN_USE'
  /** A file of the engine's data directory is not what the engine wrote. */
  | 'DATA_DAMAGED'
  /** The engine ended while it started; the message has its last lines. */
  | 'ENGINE_FAILED'
  | 'ENGINE_TIMEOUT'
  /** The start was stopped before the engine served. */
  | 'ENGINE_STOPPED'
  /** The engine ended by itself after it had served. */
  | 'ENGINE_ENDED'
  /** A variable that names an external engine is missing or malformed, or the engine does not answer. */
  | 'EXTERNAL_ENGINE'
  /** The broker did not take SCRAM credentials. */
  | 'SCRAM_REFUSED';

/** An engine of the local cloud does not run. The message says what to do. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}

const SHOWN_LINES = 12;
const STACK_FRAME = /^\s+(at |\.\.\. \d+ more)/;

const CAUSES: readonly { pattern: RegExp; code: EngineErrorCode; advice: string }[] = [
  {
    pattern: /Address already in use|BindException/i,
    code: 'PORT_TAKEN',
    advice: 'a port that it needs is taken; stop what listens there',
  },
  {
    pattern: /No space left on device|Disk quota exceeded|SQLITE_FULL/i,
    code: 'DISK_FULL',
    advice: 'the disk is full; free some space or name another folder with --data-dir',
  },
  {
    pattern: /Failed to acquire lock on file|database is locked|Database may be already in use/i,
    code: 'DATA_IN_USE',
    advice:
      'another process uses its data directory; stop that platform or name another folder with --data-dir',
  },
  {
    pattern: /File corrupted|Store header is corrupt|CorruptRecordException|KafkaStorageException/i,
    code: 'DATA_DAMAGED',
    advice:
      'a file of its data directory is damaged; put a copy of it back or name another folder with --data-dir',
  },
];

/** Why an engine ended, told from what it logged last. `otherwise` is the code when the log gives no known cause. */
export function engineEnded(
  engine: EngineName,
  how: string,
  log: readonly string[],
  otherwise: EngineErrorCode,
): EngineError {
  const text = log.join('\n');
  const cause = CAUSES.find(({ pattern }) => pattern.test(text));
  const advice = cause?.advice ?? 'its last lines say why';
  const told = log.filter((line) => line.trim() !== '' && !STACK_FRAME.test(line));
  const lines = told.slice(-SHOWN_LINES).map((line) => `\n    ${line}`);
  return new EngineError(cause?.code ?? otherwise, `${engine} ${how}: ${advice}${lines.join('')}`);
}
