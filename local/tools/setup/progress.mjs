const isTerminal = process.stderr.isTTY;
/** Where lines cannot be rewritten, one in so many milliseconds is enough. */
const PLAIN_INTERVAL = 3000;

/**
 * Shows how far a long step is, on standard error: standard output belongs to the command that follows set-up.
 *
 * @param {string} start what begins now
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
    /** @param {string} text how far it is */
    update(text) {
      if (!isTerminal && Date.now() - shown < PLAIN_INTERVAL) return;
      shown = Date.now();
      write(text);
    },
    /** @param {string} text what there is now */
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
