import { styleText } from 'node:util';

/**
 * Colours for people, only on a terminal. `NO_COLOR` and `FORCE_COLOR` are respected. Node decides by the stream.
 */
export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'magenta' | 'blue' | 'gray' | 'bold' | 'dim';

export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

const NAMES: readonly Colour[] = ['cyan', 'magenta', 'green', 'blue', 'yellow'];

/** The same name always gets the same colour, so that it is easy to find. */
export function paintName(name: string): string {
  const sum = Array.from(name).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return paint(NAMES[sum % NAMES.length] ?? 'cyan', name);
}

/**
 * Makes control characters visible, line ends and changes of the text's direction included, because printed text may
 * come from untrusted senders and must not look like another line.
 */
export function harmless(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what it replaces
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}
