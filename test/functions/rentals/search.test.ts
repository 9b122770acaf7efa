import { describe, expect, it } from 'vitest';
import { searchOf } from '../../../functions/rentals/search.ts';

describe('a query for cars', () => {
  it('has what it says, or what is usual', () => {
    expect(searchOf({ near: '42.5,-1.52' })).toEqual({
      near: { latitude: 42.5, longitude: -1.52 },
      radiusMetres: 2000,
      limit: 10,
    });
    expect(searchOf({ near: '-90,180', radiusMetres: '10000', limit: '50' })).toEqual({
      near: { latitude: -90, longitude: 180 },
      radiusMetres: 10_000,
      limit: 50,
    });
  });

  it.each([
    [{ near: '90.1,0' }, '/query/near'],
    [{ near: '0,-180.5' }, '/query/near'],
    [{ near: '0,0', radiusMetres: '10001' }, '/query/radiusMetres'],
    [{ near: '0,0', limit: '51' }, '/query/limit'],
  ])('is refused when it makes no sense: %j', (query, path) => {
    expect(() => searchOf(query)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', violations: [expect.objectContaining({ path })] }),
    );
  });
});
