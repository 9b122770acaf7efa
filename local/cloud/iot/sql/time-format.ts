import { SqlEvaluationError } from './values.ts';

/**
 * Formats a time by a Joda-Time pattern, as `parse_time` does: `G y M d E a h H k m s S z Z`, quoted text and
 * everything that is no letter. Any other letter is an error rather than a guess.
 */
export function formatTime(pattern: string, milliseconds: number, zone: string): string {
  const parts = partsOf(milliseconds, zone);
  const pieces = pattern.match(/'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+/g) ?? [];
  return pieces
    .map((piece) => (/[A-Za-z]/.test(piece.charAt(0)) ? field(piece, parts) : unquote(piece)))
    .join('');
}

type Parts = Readonly<Record<string, string>>;

function partsOf(milliseconds: number, zone: string): Parts {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      timeZoneName: 'short',
    });
    const parts = format.formatToParts(milliseconds).map(({ type, value }) => [type, value]);
    const offset = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(milliseconds)
      .find(({ type }) => type === 'timeZoneName');
    const month = new Intl.DateTimeFormat('en-US', { timeZone: zone, month: 'long' }).format(milliseconds);
    return { ...Object.fromEntries(parts), offset: offset?.value.slice(3) ?? '', monthName: month };
  } catch (cause) {
    throw new SqlEvaluationError(`parse_time cannot format ${milliseconds} in the time zone ${zone}`, {
      cause,
    });
  }
}

function field(letters: string, parts: Parts): string {
  const part = (name: string): string => parts[name] ?? '';
  const number = (value: number): string => String(value).padStart(letters.length, '0');
  const hour = Number(part('hour'));
  switch (letters.charAt(0)) {
    case 'G':
      return part('era');
    case 'y':
      return letters.length === 2 ? part('year').slice(-2) : number(Number(part('year')));
    case 'M':
      if (letters.length > 3) return part('monthName');
      return letters.length === 3 ? part('monthName').slice(0, 3) : number(Number(part('month')));
    case 'd':
      return number(Number(part('day')));
    case 'E':
      return letters.length > 3 ? part('weekday') : part('weekday').slice(0, 3);
    case 'a':
      return hour < 12 ? 'AM' : 'PM';
    case 'h':
      return number(hour % 12 === 0 ? 12 : hour % 12);
    case 'H':
      return number(hour);
    case 'k':
      return number(hour === 0 ? 24 : hour);
    case 'm':
      return number(Number(part('minute')));
    case 's':
      return number(Number(part('second')));
    case 'S':
      return part('fractionalSecond').padEnd(letters.length, '0').slice(0, letters.length);
    case 'z':
      return part('timeZoneName');
    case 'Z': {
      const offset = part('offset') === '' ? '+00:00' : part('offset');
      return letters.length === 1 ? offset.replace(':', '') : offset;
    }
    default:
      throw new SqlEvaluationError(
        `parse_time: the local cloud does not know the letter ${letters.charAt(0)}`,
      );
  }
}

function unquote(piece: string): string {
  if (!piece.startsWith("'")) return piece;
  return piece === "''" ? "'" : piece.slice(1, -1).replaceAll("''", "'");
}
