import { describe, expect, it } from 'vitest';
import { roomErrors, routes } from '../../../shared/contracts/catalogue.ts';
import { type ErrorCode, errorEntry, errors, roomError } from '../../../shared/contracts/errors.ts';
import { tooManyReports } from '../../../shared/contracts/rentals/damage.ts';
import { problemOf } from '../../../shared/runtime/problem.ts';

const entry = { status: 409, title: 'A title', advice: 'An advice.', retry: 'later' } as const;

describe('an error code of a room', () => {
  it('makes refusals with its code', () => {
    expect(tooManyReports('There are 5.')).toEqual({
      kind: 'refuse',
      code: 'DAMAGE_REPORTS_TOO_MANY',
      detail: 'There are 5.',
    });
  });

  it('is answered as the catalogue says', () => {
    expect(problemOf(tooManyReports.code, 'There are 5.')).toMatchObject({
      code: 'DAMAGE_REPORTS_TOO_MANY',
      status: 409,
      title: tooManyReports.title,
      retry: 'never',
    });
  });

  it('is defined once', () => {
    expect(() => roomError('NOT_FOUND', entry)).toThrow('There are two error codes NOT_FOUND');
    expect(() => roomError('DAMAGE_REPORTS_TOO_MANY', entry)).toThrow('two error codes');
  });

  it('that nobody has defined does not compile, and has no entry', () => {
    // @ts-expect-error: a code is one of the list, or of a room
    const code: ErrorCode = 'NEVER_DEFINED';
    expect(() => errorEntry(code)).toThrow('NEVER_DEFINED');
  });
});

it('each code that a route names is in the catalogue', () => {
  const known = new Set<string>([...Object.keys(errors), ...roomErrors.map(({ code }) => code)]);
  expect(routes.flatMap((route) => route.errors).filter((code) => !known.has(code))).toEqual([]);
});
