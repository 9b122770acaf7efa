/** Texts in English and German, and numbers, amounts and times as the reader's locale writes them. */

type Language = 'en' | 'de';

/** The first language of the reader that there is. */
export const language: Language =
  navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'de' || tag === 'en') ?? 'en';

const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

export type Values = Readonly<Record<string, string | number>>;

/** A function that gives the text of a name, with `{values}` in it. Both languages have the same names. */
export function textsOf<Name extends string>(
  all: Readonly<Record<Language, Readonly<Record<Name, string>>>>,
): (name: Name, values?: Values) => string {
  return (name, values = {}) =>
    all[language][name].replaceAll(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

export function speakPage(): void {
  document.documentElement.lang = language;
}

const numbers = new Map<number, Intl.NumberFormat>();

export function number(value: number, digits = 0): string {
  const format = numbers.get(digits) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
  numbers.set(digits, format);
  return format.format(value);
}

/** An amount in minor units: ISO 4217 says how many there are, which is not always what a locale shows. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(minor / 10 ** minorDigits(currency));
}

/** Currencies whose minor unit is not a hundredth (ISO 4217). */
const WITHOUT_MINOR_UNIT = 'CLP ISK JPY KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const WITH_THOUSANDTHS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

export function minorDigits(currency: string): number {
  if (WITHOUT_MINOR_UNIT.includes(currency)) return 0;
  return WITH_THOUSANDTHS.includes(currency) ? 3 : 2;
}

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat(locale, {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** The time of today, to the second. */
export function timeOfDay(instant: string | number): string {
  return clock.format(new Date(instant));
}

/** Day and time. */
export function dayAndTime(instant: string | number): string {
  return day.format(new Date(instant));
}

const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });

/** The day, with its year. */
export function dateOf(instant: string | number): string {
  return date.format(new Date(instant));
}

const units = ['second', 'minute', 'hour', 'day'] as const;
const durations = new Map<string, Intl.NumberFormat>();

/** A duration in its largest unit, such as `4 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [value, unit] =
    seconds < 60
      ? [seconds, units[0]]
      : seconds < 3600
        ? [Math.floor(seconds / 60), units[1]]
        : seconds < 86_400
          ? [Math.floor(seconds / 3600), units[2]]
          : [Math.floor(seconds / 86_400), units[3]];
  const format =
    durations.get(unit) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
  durations.set(unit, format);
  return format.format(value);
}
