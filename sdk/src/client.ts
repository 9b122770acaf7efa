import { changed } from './change.ts';
import { type Api, routes } from './generated/api.ts';
import { Live, type LiveOptions } from './live.ts';
import type { ChangeOptions, ClientOptions } from './options.ts';
import { pages } from './pages.ts';
import { addressed, type Input, type Route } from './route.ts';
import { Transport } from './transport.ts';

/** A method for each route, and the pushes. */
export interface Client extends Api {
  /** Opens a WebSocket that stays open: it connects again by itself, and misses nothing. */
  live(options: LiveOptions): Live;
}

/** Makes a client. It keeps nothing but its options; nothing is sent before a method is called. */
export function createClient(options: ClientOptions): Client {
  const transport = new Transport(options);
  const methods = Object.entries(routes).map(([id, route]) => [id, method(transport, route)] as const);
  const api = Object.fromEntries(methods) as unknown as Api;
  return {
    ...api,
    live: (own) => new Live((signal) => api.createRealtimeTicket({}, { signal }), options.WebSocket, own),
  };
}

type Method = (input?: Input, options?: ChangeOptions) => Promise<unknown>;

function method(transport: Transport, route: Route): Method {
  const call = (input: Input, options: ChangeOptions): Promise<unknown> =>
    transport.inTime(options, async (signal) => {
      const { method, isOpen = false, isChange } = route;
      const request = { method, isOpen, ...addressed(route, input) };
      const answer =
        isChange === true
          ? await changed(transport, request, options.idempotencyKey ?? crypto.randomUUID(), signal)
          : await transport.send({ ...request, isRepeatable: method === 'GET' }, signal);
      return answer.body;
    });
  const { list } = route;
  if (list === undefined) return (input = {}, options = {}) => call(input, options);
  return (input = {}, options = {}) =>
    pages(list, (cursor) => call(cursor === undefined ? input : { ...input, cursor }, options));
}
