/** Makes text of clients, or of libraries that quote them, safe for log lines and headers. */

/** Control characters, the line ends of Unicode, and characters that change the direction of text. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** RFC 9110, section 5.5: visible ASCII, blanks, and the bytes above, which Node takes as Latin-1. */
// oxlint-disable-next-line no-control-regex -- the tab may stand there, other control characters may not
const NO_FIELD_CONTENT = /[^\t\u0020-\u007e\u0080-\u00ff]/gu;

/** Puts text on one line, with escapes such as `\u000a`, so that it cannot forge a log line. */
export function oneLine(text: string): string {
  return text.replaceAll(
    UNSEEN,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

/** Replaces each character that a header value may not have by `?`. */
export function headerValue(text: string): string {
  return text.replaceAll(NO_FIELD_CONTENT, '?').trim();
}

/** An error of ours for the log: its message on one line, as it may quote what came from outside, and its stack below. */
export function faultText(error: unknown): string {
  const calls =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line)) : [];
  return [oneLine(String(error)), ...calls].join('\n');
}
