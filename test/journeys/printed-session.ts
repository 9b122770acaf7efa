/** A command that a page prints after `$ `, and what it prints below it. */
export interface PrintedCommand {
  readonly command: string;
  readonly output: string;
}

const BLOCK = /^```console\n(.*?)^```$/gms;

/** The commands of all `console` blocks of a page, in their order. */
export function printedCommands(page: string): readonly PrintedCommand[] {
  return [...page.matchAll(BLOCK)].flatMap(([, block = '']) => {
    const [before, ...parts] = `\n${block}`.split('\n$ ');
    if (before !== '') throw new Error(`a console block begins with its output: ${before}`);
    return parts.map((part) => {
      const [command = '', ...output] = part.trimEnd().split('\n');
      return { command, output: output.join('\n') };
    });
  });
}

/** What differs from run to run, by its shape. Everything else that a page prints is meant literally. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g, '<time>'],
  [/\b\d\d:\d\d:\d\d\.\d{3}\b/g, '<time of day>'],
  [/\b\d{4}-\d\d-\d\d\b/g, '<date>'],
  [/\b([a-z]{3})_[0-9a-z]{26}\b/g, '<$1 id>'],
  [/\b[0-9a-f]{64}\b/g, '<fingerprint>'],
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '<thumbprint>'],
  [/\/\S*\/roadstream-\w{6}\//g, '<data directory>/'],
  // Of a car that drives. One time in ten its heading is a whole number of degrees.
  [/\b(latitude|longitude|headingDegrees): -?\d+(?:\.\d+)?(?![\w.])/g, '$1: <number>'],
  // Measured numbers; neither addresses (127.0.0.1) nor versions (1.0.0) have a single point.
  [/(?<![\w.])-?\d+\.\d+(?![\w.])/g, '<number>'],
];

/** An output without what differs from run to run: two outputs of the same shape are equal. */
export function shapeOf(output: string): string {
  return SHAPES.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), output.trimEnd());
}
