/** A line on standard error that shows progress. It is rewritten at intervals, and not written to a file. */
export class Progress {
  #last = 0;

  show(text: string): void {
    if (!process.stderr.isTTY) return;
    const now = performance.now();
    if (now - this.#last < 100) return;
    this.#last = now;
    process.stderr.write(`\r\u001b[K${text}`);
  }

  done(): void {
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}
