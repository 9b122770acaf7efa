/** Tells how a benchmark goes on, beside its results. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
