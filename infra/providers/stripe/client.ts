import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Stripe } from 'stripe';

export interface StripeAddress {
  /** Scheme, host and port. Stripe's own, or a stand-in's. */
  readonly baseUrl: string;
  /** How long one request may take. */
  readonly timeoutMs: number;
}

/** Seconds that a signed callback may be old: Stripe's own default. */
export const CALLBACK_TOLERANCE_SECONDS = 300;

/**
 * A client that never repeats a request by itself. Whether an unanswered request took effect is a question for FIND,
 * and the platform decides when to ask again.
 */
export function stripeClient(apiKey: string, { baseUrl, timeoutMs }: StripeAddress): Stripe {
  const { protocol, hostname, port } = new URL(baseUrl);
  const isSecure = protocol === 'https:';
  return new Stripe(apiKey, {
    protocol: isSecure ? 'https' : 'http',
    host: hostname,
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: onlyOnce(isSecure),
  });
}

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type HttpResponse = Awaited<ReturnType<HttpClient['makeRequest']>>;

/**
 * The package repeats a request on a connection that was closed, even when retries are switched off. It recognizes that
 * by the error's code, so the code is hidden. Connections are not kept: Lambda freezes between invocations, and Stripe
 * would have closed them meanwhile.
 */
function onlyOnce(isSecure: boolean): HttpClient {
  const agent = isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const client = Stripe.createNodeHttpClient(agent);
  return {
    getClientName: () => client.getClientName(),
    makeRequest: async (...request) => {
      try {
        return honest(await client.makeRequest(...request));
      } catch (error) {
        throw hasCode(error, 'ETIMEDOUT') ? error : new Error('The connection was lost', { cause: error });
      }
    },
  };
}

/** The package takes any JSON without an error in it for success. What stands before Stripe's API may answer such JSON. */
function honest(response: HttpResponse): HttpResponse {
  const parse = response.toJSON.bind(response);
  if (response.getStatusCode() < 400) return response;
  response.toJSON = async () => {
    const body: unknown = await parse();
    const hasError = typeof body === 'object' && body !== null && 'error' in body;
    return hasError ? body : { error: { type: 'api_error', message: 'This is no answer of Stripe' } };
  };
  return response;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
