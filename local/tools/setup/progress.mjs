const isTerminal = process.stderr.isTTY;
/** Where lines cannot be rewritten, one in this many milliseconds is enough. */
const PLAIN_INTERVAL = 3000;

/**
 * Shows the progress of a long step on standard error, because standard output belongs to the command after set-up.
 *
 * @param {string} start the step that starts
 */
export function progress(start) {
  let shown = Date.now();
  write(start);

  /** @param {string} text */
  function write(text) {
    if (isTerminal) process.stderr.write(`\r\u001B[K  ${text}`);
    else process.stderr.write(`  ${text}\n`);
  }

  return {
    /** @param {string} text the progress */
    update(text) {
      if (!isTerminal && Date.now() - shown < PLAIN_INTERVAL) return;
      shown = Date.now();
      write(text);
    },
    /** @param {string} text the result */
    done(text) {
      write(text);
      if (isTerminal) process.stderr.write('\n');
    },
    /** Leaves the last line as it is. */
    abandon() {
      if (isTerminal) process.stderr.write('\n');
    },
  };
}

/** @param {number} bytes */
export function megabytes(bytes) {
  const value = bytes / 1e6;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MB`;
}

/** @param {number} since milliseconds since 1970 */
export function secondsSince(since) {
  return `${Math.round((Date.now() - since) / 1000)} s`;
}
