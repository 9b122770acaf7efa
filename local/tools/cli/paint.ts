import { styleText } from 'node:util';

/**
 * Colours for people: on a terminal only; `NO_COLOR` and `FORCE_COLOR` are obeyed. Node decides, by the stream.
 */
export type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'magenta' | 'blue' | 'gray' | 'bold' | 'dim';

export function paint(colour: Colour, text: string): string {
  return styleText(colour, text, { stream: process.stdout });
}

const NAMES: readonly Colour[] = ['cyan', 'magenta', 'green', 'blue', 'yellow'];

/** The same colour for the same name, so that the eye finds it again. */
export function paintName(name: string): string {
  const sum = Array.from(name).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  return paint(NAMES[sum % NAMES.length] ?? 'cyan', name);
}

/** Shows control characters instead of obeying them: what is printed may come from anybody. */
export function harmless(text: string): string {
  return text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- these are what it is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}
