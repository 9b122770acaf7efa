import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { faultText, headerValue, oneLine } from './foreign-text.ts';

/** An HTTP response. */
export interface WrittenResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** All servers of the local cloud write their headers here, because a value may quote text of a client. */
export function writeResponse(
  response: ServerResponse,
  { status, headers = {}, body }: WrittenResponse,
): void {
  for (const [name, value] of Object.entries(headers))
    response.setHeader(name, typeof value === 'string' ? headerValue(value) : value.map(headerValue));
  response.statusCode = status;
  response.end(body);
}

/**
 * A listener for `createServer`. When its handler throws or rejects, the error is reported and answered with 500, so
 * that one request never ends the process.
 */
export function answering(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  report: (text: string) => void,
): RequestListener {
  return (request, response) => {
    const fail = (error: unknown): void => {
      report(`${oneLine(`${request.method} ${request.url}`)}: ${faultText(error)}`);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      writeResponse(response, {
        status: 500,
        headers: { 'content-type': 'application/json' },
        body: '{"message":"Internal Server Error"}',
      });
    };
    try {
      handle(request, response).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
