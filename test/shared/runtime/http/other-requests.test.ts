import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { handler } from '../../../../functions/platform/http.handler.ts';
import { routes } from '../../../../shared/contracts/catalogue.ts';
import type { HttpResult } from '../../../../shared/runtime/http/event.ts';

/** As API Gateway hands over what fits no other route. */
function ask(method: string, rawPath: string): Promise<HttpResult> {
  const event = {
    routeKey: 'ANY /{proxy+}',
    rawPath,
    headers: {},
    isBase64Encoded: false,
    requestContext: { requestId: 'request', http: { method } },
  };
  return handler(event, { getRemainingTimeInMillis: () => 10_000 });
}

const problemIn = ({ body }: HttpResult): unknown => JSON.parse(body);

describe('a request that fits no route', () => {
  it.each([
    ['DELETE', '/v1/cars/WRSDEMCR3T0000001', 'GET'],
    ['GET', '/v1/riders/me/licence', 'PUT'],
    ['HEAD', '/gbfs/3/gbfs.json', 'GET'],
    ['PUT', '/v1/partners/ptn_1', 'GET, PATCH'],
    ['OPTIONS', '/v1/riders/me', 'DELETE, GET, PUT'],
  ])('is refused with 405 if the path has other methods: %s %s', async (method, path, allow) => {
    const answer = await ask(method, path);

    expect(answer).toMatchObject({
      statusCode: 405,
      headers: { allow, 'content-type': 'application/problem+json', traceparent: expect.any(String) },
    });
    expect(problemIn(answer)).toMatchObject({
      code: 'METHOD_NOT_ALLOWED',
      status: 405,
      retry: 'change',
      detail: `${path} has no ${method}. It has: ${allow}.`,
      instance: path,
    });
  });

  it.each([
    ['GET', '/'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/cars/'],
    ['POST', '/v1/rentals//unlock'],
    ['GET', '/v1/rentals/rnt_1/unlock/more'],
    // A route that a template lacks.
    ['GET', '/v1/operations/op_1'],
  ])('is refused with 404 otherwise: %s %s', async (method, path) => {
    const answer = await ask(method, path);

    expect(answer).toMatchObject({
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(answer.headers).not.toHaveProperty('allow');
    expect(problemIn(answer)).toMatchObject({ code: 'NOT_FOUND', detail: `There is no ${method} ${path}.` });
  });

  it.each([...new Set(routes.map(({ path }) => path))])(
    'is told the methods of %s, and no others',
    async (path) => {
      const methods = routes.filter((route) => route.path === path).map(({ method }) => method);
      const answer = await ask('TRACE', path.replaceAll(/\{\w+\}/g, 'x'));
      // Another route of the same form, such as /v1/riders/me beside /v1/riders/{riderId}, has its methods too.
      expect(answer.headers['allow']?.split(', ')).toEqual(expect.arrayContaining(methods));
    },
  );
});
