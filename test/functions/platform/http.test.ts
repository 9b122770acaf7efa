import '../../../shared/contracts/compile.ts';
import { expect, it } from 'vitest';
import { handler as deployed } from '../../../functions/platform/http.handler.ts';
import { roomErrors } from '../../../shared/contracts/catalogue.ts';
import { type ErrorCode, errorEntry, errors } from '../../../shared/contracts/errors.ts';
import { ErrorEntry, getProblem } from '../../../shared/contracts/platform/platform.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import type { HttpResult } from '../../../shared/runtime/http/event.ts';
import { problemOf } from '../../../shared/runtime/problem.ts';
import { bodyOf, invoked, request } from '../a-request.ts';

const handler = invoked(deployed);
const nobody = { kind: '', id: '' };

/** The request that the `type` of a problem leads to. */
function follow(type: string): Promise<HttpResult> {
  const [before = ''] = getProblem.path.split('{code}');
  expect(type.startsWith(before)).toBe(true);
  return handler(
    request(`GET ${getProblem.path}`, nobody, { pathParameters: { code: type.slice(before.length) } }),
  );
}

const codes = [...(Object.keys(errors) as ErrorCode[]), ...roomErrors.map(({ code }) => code)];

it.each(codes)('the type of %s leads to what it means', async (code) => {
  const answer = await follow(problemOf(code, 'So it is.').type);
  expect(answer.statusCode).toBe(200);
  expect(violations('ErrorEntry', ErrorEntry, bodyOf(answer))).toEqual([]);
  expect(bodyOf(answer)).toEqual({ code, ...errorEntry(code) });
});

it.each(['toString', 'no_such_code', '__proto__'])('%s is no code', async (code) => {
  const answer = await handler(request(`GET ${getProblem.path}`, nobody, { pathParameters: { code } }));
  expect(answer.statusCode).toBe(code === 'toString' ? 400 : 404);
});
