/** How a start went, from what the program says meanwhile. */

interface Line {
  readonly at: number;
  readonly text: string;
}

export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

/** What is said when a phase begins. Without cars nothing is said of them. */
const BEGINNINGS: readonly (readonly [name: string, said: string])[] = [
  ['engines', 'starting Kafka'],
  ['resources', 'making the resources of the templates'],
  ['cars', 'registering '],
];
const END = ' ready';

/**
 * The phases of a start that began at `began` (`performance.now()`): Node and the program's own modules, then each from
 * what is said at its beginning to the next. Throws when the program no longer says so.
 */
export function phasesOf(began: number, lines: readonly Line[]): readonly Phase[] {
  const said = (text: string): Line | undefined => lines.find((line) => line.text.includes(text));
  const marks = BEGINNINGS.flatMap(([name, text]) => {
    const line = said(text);
    return line === undefined ? [] : [{ name, at: line.at }];
  });
  const end = lines.find(({ text }) => text.endsWith(END));
  if (marks.length < 2 || end === undefined)
    throw new Error(`the start does not say its phases:\n${lines.map(({ text }) => text).join('\n')}`);
  const times = [...marks.map(({ at }) => at), end.at];
  return [
    { name: 'program', milliseconds: (times[0] ?? began) - began },
    ...marks.map(({ name, at }, i) => ({ name, milliseconds: (times[i + 1] ?? end.at) - at })),
  ];
}
