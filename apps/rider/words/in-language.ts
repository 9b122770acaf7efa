import type { Words } from './words.ts';

/** Of texts that somebody wrote in several languages: in the reader's, else in English, else the first that there is. */
export function inLanguageOf<Text extends { readonly language: string }>(
  texts: readonly Text[],
  words: Words,
): Text | undefined {
  const inLanguage = (wanted: string): Text | undefined => texts.find(({ language }) => language === wanted);
  return inLanguage(words.language) ?? inLanguage('en') ?? texts[0];
}
