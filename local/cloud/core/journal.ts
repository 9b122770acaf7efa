/** What happened: functions' log lines, metrics in the embedded metric format, the last errors. */
export interface LogLine {
  /** Platform time, milliseconds. */
  readonly time: number;
  /** The function's name, or the part of the local cloud (`iot`, `http`). */
  readonly source: string;
  readonly level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** The line as it was written; JSON for our functions. */
  readonly text: string;
  /** Of the function's invocation. */
  readonly requestId?: string;
  /** Lambda's own lines around an invocation: START, END, REPORT. */
  readonly system?: boolean;
}

export interface Journal {
  write(line: LogLine): void;
  /** Adds to a counter of the local cloud's own, such as `iot.rule.telemetry.failed`. */
  count(name: string, by?: number): void;
  counters(): Readonly<Record<string, number>>;
  /** Sums of the metrics that functions wrote in the embedded metric format, by `Namespace/Name{Dimension=value,…}`. */
  metrics(): Readonly<Record<string, number>>;
  /** The last lines of level ERROR, newest first: kept for longer than other lines. */
  errors(): readonly LogLine[];
  /** The last lines (a few thousand are kept), then each new one, until the returned function is called. */
  follow(listener: (line: LogLine) => void, options?: { readonly backlog?: number }): () => void;
}
