import { createHash } from 'node:crypto';
import { type SqlFunction, type SqlValue, toNumber, toText } from './values.ts';

/** A function whose arguments are converted to strings; Undefined when one cannot be. */
function onTexts(count: number, call: (...texts: string[]) => SqlValue): SqlFunction {
  return {
    takes: [count, count],
    call: (args) => {
      const texts: string[] = [];
      for (const argument of args) {
        const text = toText(argument);
        if (text === undefined) return undefined;
        texts.push(text);
      }
      return call(...texts);
    },
  };
}

const hash = (algorithm: string): SqlFunction =>
  onTexts(1, (text = '') => createHash(algorithm).update(text).digest('hex'));

/** Undefined, as the guide says, when the expression is not valid. Java's dialect is close to JavaScript's. */
function expression(source: string, flags = ''): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function substring([value, from, to]: readonly SqlValue[]): SqlValue {
  const text = toText(value);
  const start = toNumber(from);
  if (text === undefined || start === undefined) return undefined;
  if (to === undefined) return text.slice(Math.max(0, Math.floor(start)));
  const end = toNumber(to);
  return end === undefined
    ? undefined
    : text.slice(Math.max(0, Math.floor(start)), Math.max(0, Math.floor(end)));
}

function decode(text: string, scheme: string): SqlValue {
  if (scheme !== 'base64' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  try {
    return JSON.parse(decoded);
  } catch {
    return decoded;
  }
}

export const textFunctions: Readonly<Record<string, SqlFunction>> = {
  lower: onTexts(1, (text = '') => text.toLowerCase()),
  upper: onTexts(1, (text = '') => text.toUpperCase()),
  trim: onTexts(1, (text = '') => text.trim()),
  ltrim: onTexts(1, (text = '') => text.trimStart()),
  rtrim: onTexts(1, (text = '') => text.trimEnd()),
  length: onTexts(1, (text = '') => text.length),
  numbytes: onTexts(1, (text = '') => Buffer.byteLength(text)),
  startswith: onTexts(2, (text = '', start = '') => text.startsWith(start)),
  endswith: onTexts(2, (text = '', end = '') => text.endsWith(end)),
  indexof: onTexts(2, (text = '', part = '') => text.indexOf(part)),
  replace: onTexts(3, (text = '', part = '', other = '') => text.replaceAll(part, () => other)),
  substring: { takes: [2, 3], call: substring },
  regexp_matches: onTexts(2, (text = '', source = '') => expression(source)?.test(text)),
  regexp_replace: onTexts(3, (text = '', source = '', other = '') => {
    const pattern = expression(source, 'g');
    return pattern === undefined ? undefined : text.replace(pattern, other);
  }),
  regexp_substr: onTexts(2, (text = '', source = '') => expression(source)?.exec(text)?.[0]),
  decode: onTexts(2, (text = '', scheme = '') => decode(text, scheme)),
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha224: hash('sha224'),
  sha256: hash('sha256'),
  sha384: hash('sha384'),
  sha512: hash('sha512'),
};
