import { ApiError } from '@roadstream/sdk';
import { minorDigits } from '../../design/language.ts';
import { en, type Word } from './en.ts';

/** The texts of the language, and numbers and times as people of that language write them. */

export type Language = 'en' | 'de';

export type { Word };

type Values = Readonly<Record<string, string | number>>;

export class Words {
  readonly language: Language;
  readonly #texts: Readonly<Record<Word, string>>;
  /** Numbers and times follow the browser's region where its language is this one. */
  readonly #locale: string;

  private constructor(language: Language, texts: Readonly<Record<Word, string>>) {
    this.language = language;
    this.#texts = texts;
    this.#locale = navigator.languages.find((one) => one.startsWith(language)) ?? language;
  }

  /** German is loaded only by those who read it. */
  static async of(language: Language): Promise<Words> {
    return new Words(language, language === 'de' ? (await import('./de.ts')).de : en);
  }

  text(word: Word, values: Values = {}): string {
    return this.#texts[word].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  }

  /** What an error means for the rider. */
  problem(error: unknown): string {
    if (!(error instanceof ApiError)) return String(error instanceof Error ? error.message : error);
    const word = `code${error.code}`;
    const text = word in this.#texts ? this.#texts[word as Word] : error.detail;
    return [text, ...error.errors.map(({ path, message }) => `${path.split('/').at(-1)} ${message}.`)].join(
      ' ',
    );
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: digits }).format(value);
  }

  percent(value: number): string {
    return new Intl.NumberFormat(this.#locale, { style: 'percent' }).format(value / 100);
  }

  /** An amount in the currency's own unit, such as `'0.29'`. */
  price(amount: string | number, currency: string): string {
    return new Intl.NumberFormat(this.#locale, { style: 'currency', currency }).format(Number(amount));
  }

  /** An amount in minor units, such as cents. */
  money(minor: number, currency: string): string {
    return this.price(minor / 10 ** minorDigits(currency), currency);
  }

  distance(metres: number): string {
    if (metres < 1000) return this.#unit(Math.round(metres / 10) * 10, 'meter', 0);
    return this.#unit(metres / 1000, 'kilometer', metres < 10_000 ? 1 : 0);
  }

  /** Such as 14:05 or 1:02:00. */
  countdown(seconds: number): string {
    const whole = Math.max(0, Math.floor(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (value: number): string => String(value).padStart(2, '0');
    return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  }

  minutes(seconds: number): string {
    return this.#unit(Math.ceil(seconds / 60), 'minute', 0);
  }

  date(time: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium' }).format(new Date(time));
  }

  time(time: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
      new Date(time),
    );
  }

  #unit(value: number, unit: string, digits: number): string {
    const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits } as const;
    return new Intl.NumberFormat(this.#locale, format).format(value);
  }
}

const KEY = 'roadstream-language';

/** The language that was chosen, otherwise that of the browser. */
export function chosenLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === 'de' || chosen === 'en') return chosen;
  return navigator.language.startsWith('de') ? 'de' : 'en';
}

export const chooseLanguage = (language: Language): void => localStorage.setItem(KEY, language);
