import { describe, expect, it } from 'vitest';
import {
  compareRoutes,
  isCatchAll,
  matchRoute,
  parseRouteKey,
  type RouteKey,
} from '../../../../local/cloud/api-gateway/route-key.ts';

const key = (text: string): RouteKey => {
  const parsed = parseRouteKey(text);
  if (parsed === undefined) throw new Error(`${text} was not parsed`);
  return parsed;
};

describe('a route key', () => {
  it.each([
    ['GET /v1/cars', 'GET', '/v1/cars', {}],
    ['GET /v1/rentals/{id}', 'GET', '/v1/rentals/rnt_1', { id: 'rnt_1' }],
    ['ANY /v1/{rest+}', 'PUT', '/v1/a/b%20c', { rest: 'a/b c' }],
    ['$default', 'GET', '/anything/at/all', {}],
  ])('%s takes %s %s', (text, method, path, parameters) => {
    expect(matchRoute(key(text), method, path)).toEqual(parameters);
  });

  it.each([
    ['GET /v1/cars', 'POST', '/v1/cars'],
    ['GET /v1/cars', 'GET', '/v1/cars/'],
    ['GET /v1/rentals/{id}', 'GET', '/v1/rentals/'],
    ['GET /v1/rentals/{id}', 'GET', '/v1/rentals/a/b'],
    ['ANY /v1/{rest+}', 'GET', '/v1'],
  ])('%s does not take %s %s', (text, method, path) => {
    expect(matchRoute(key(text), method, path)).toBeUndefined();
  });

  it.each(['GET', 'FETCH /a', 'GET a', 'GET /{all+}/more'])('%s is none', (text) => {
    expect(parseRouteKey(text)).toBeUndefined();
  });

  it.each([
    ['$default', true],
    ['ANY /{proxy+}', true],
    ['ANY /v1/{proxy+}', false],
    ['GET /{id}', false],
    ['ANY /', false],
  ])('%s takes every path: %s', (text, expected) => {
    expect(isCatchAll(key(text))).toBe(expected);
  });

  it('is chosen by how exactly it fits', () => {
    const sorted = ['$default', 'ANY /a/{rest+}', 'GET /{any}/b', 'ANY /a/{id}', 'GET /a/{id}', 'GET /a/b']
      .map(key)
      .toSorted(compareRoutes)
      .map(({ text }) => text);
    expect(sorted).toEqual([
      'GET /a/b',
      'GET /a/{id}',
      'ANY /a/{id}',
      'GET /{any}/b',
      'ANY /a/{rest+}',
      '$default',
    ]);
  });
});
