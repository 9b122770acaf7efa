import { randomInt } from 'node:crypto';

/** What `GenerateSecretString` and `GetRandomPassword` may ask for; the defaults are AWS's. */
export interface PasswordRules {
  readonly length: number;
  readonly exclude: string;
  readonly excludeLowercase: boolean;
  readonly excludeUppercase: boolean;
  readonly excludeNumbers: boolean;
  readonly excludePunctuation: boolean;
  readonly includeSpace: boolean;
  /** At least one character of each kind that is not excluded. */
  readonly requireEachType: boolean;
}

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

function alphabets(rules: PasswordRules): string[] {
  const kinds: readonly [boolean, string][] = [
    [!rules.excludeLowercase, LOWERCASE],
    [!rules.excludeUppercase, LOWERCASE.toUpperCase()],
    [!rules.excludeNumbers, NUMBERS],
    [!rules.excludePunctuation, PUNCTUATION],
    [rules.includeSpace, ' '],
  ];
  return kinds
    .filter(([included]) => included)
    .map(([, letters]) =>
      letters
        .split('')
        .filter((letter) => !rules.exclude.includes(letter))
        .join(''),
    )
    .filter((letters) => letters.length > 0);
}

const oneOf = (letters: string): string => letters[randomInt(letters.length)] ?? '';

/** Throws a RangeError when the rules leave no characters, or ask for more kinds than the length has room for. */
export function generatePassword(rules: PasswordRules): string {
  const kinds = alphabets(rules);
  if (kinds.length === 0) throw new RangeError('the rules for the password leave no characters');
  if (rules.requireEachType && kinds.length > rules.length)
    throw new RangeError(`a password of ${rules.length} characters cannot have one of each kind`);
  for (;;) {
    const password = Array.from({ length: rules.length }, () => oneOf(kinds.join(''))).join('');
    const complete = kinds.every((letters) => letters.split('').some((letter) => password.includes(letter)));
    if (complete || !rules.requireEachType) return password;
  }
}
