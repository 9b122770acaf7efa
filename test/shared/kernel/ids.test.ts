import { array, assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId, exampleId, idPattern } from '../../../shared/kernel/ids.ts';
import {
  exampleOperationId,
  OPERATION_ADDRESS_PATTERN,
  operationAddress,
  operationId,
  readOperationAddress,
} from '../../../shared/kernel/operation-address.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';

describe('an id', () => {
  const pattern = new RegExp(idPattern('rnt'));

  it('looks as its pattern says, however it is made', () => {
    assert(
      property(array(string()), integer({ min: 1, max: 1000 }), (parts, number) => {
        for (const id of [randomId('rnt'), derivedId('rnt', ...parts), exampleId('rnt', number)])
          expect(id).toMatch(pattern);
      }),
    );
  });

  it('is a number in examples', () => {
    expect(exampleId('rnt')).toBe('rnt_00000000000000000000000001');
    expect(exampleId('rnt', 33)).toBe('rnt_00000000000000000000000011');
  });
});

describe('the address of an operation', () => {
  const pattern = new RegExp(OPERATION_ADDRESS_PATTERN);
  const part = string().map((text) => derivedId('', text).slice(1));
  /** From 1970 to the year 4452. */
  const time = integer({ min: 0, max: 36 ** 7 - 1 });

  it('looks as its pattern says and says what it was made of, at any time', () => {
    assert(
      property(part, part, time, (request, owner, seconds) => {
        const id = operationId({ room: 'rentals', request, owner });
        const address = operationAddress(id, seconds * 1000);
        expect(address).toMatch(pattern);
        expect(readOperationAddress(address)).toEqual({
          id,
          room: 'rentals',
          request,
          owner,
          expiresMilliseconds: seconds * 1000,
        });
      }),
    );
  });

  it('is rounded up to a second', () => {
    const address = operationAddress(exampleOperationId('rentals'), Date.UTC(2026, 0, 31, 9, 30, 10, 1));
    expect(readOperationAddress(address)?.expiresMilliseconds).toBe(Date.UTC(2026, 0, 31, 9, 30, 11));
  });

  it('is none with a part too few, too many or of another form', () => {
    const id = exampleOperationId('rentals');
    for (const text of [
      '',
      id,
      `${id}.`,
      `${id}.t9q2ea.t9q2ea`,
      `${id}.zzzzzzzz`,
      id.slice(0, -1) + '.t9q2ea',
    ])
      expect(readOperationAddress(text), text).toBeUndefined();
  });
});
