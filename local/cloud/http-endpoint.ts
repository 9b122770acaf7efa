import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { administrator } from './administrator.ts';
import { type AwsEndpoint, AwsError, type AwsRequest, type AwsResponse } from './aws-endpoint.ts';
import type { Clock } from './clock.ts';
import { credentialScope } from './credential-scope.ts';
import type { Identities } from './identities.ts';
import type { Journal } from './journal.ts';
import { LocalCloudError } from './local-cloud-error.ts';

type Handle = (request: AwsRequest) => Promise<AwsResponse>;

export interface HttpEndpointOptions {
  readonly identities: Identities;
  readonly journal: Journal;
  readonly clock: Clock;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function headersOf(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

/** The administrator's key is no secret, so pages of other sites must not get here, under whatever name. */
function refusePages({ headers }: IncomingMessage): void {
  if (headers.origin === undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '')) return;
  throw new AwsError('AccessDeniedException', 'the local cloud answers programs on this computer only', 403);
}

/** Understood by the SDKs' JSON and REST protocols alike: the type in the body and in a header. */
function errorResponse(error: AwsError): AwsResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': error.type },
    body: JSON.stringify({ __type: error.type, message: error.message }),
  };
}

export class HttpEndpoint implements AwsEndpoint {
  private readonly handlers = new Map<string, Handle>();
  private readonly observers = new Set<(request: AwsRequest) => void | Promise<void>>();
  private readonly options: HttpEndpointOptions;
  private readonly server: Server;
  private address: AddressInfo | undefined;

  constructor(options: HttpEndpointOptions) {
    this.options = options;
    this.server = createServer((incoming, outgoing) => void this.serve(incoming, outgoing));
    // Longer than any client keeps an idle connection, so that no request meets one that is just being closed.
    this.server.keepAliveTimeout = 300_000;
  }

  get url(): string {
    if (this.address === undefined) throw new Error('the AWS endpoint does not listen yet');
    return `http://127.0.0.1:${this.address.port}`;
  }

  register(service: string, handle: Handle): void {
    if (this.handlers.has(service))
      throw new LocalCloudError('DUPLICATE', `two parts answer for the AWS service ${service}`);
    this.handlers.set(service, handle);
  }

  observe(observer: (request: AwsRequest) => void | Promise<void>): () => void {
    this.observers.add(observer);
    return () => void this.observers.delete(observer);
  }

  authorize(
    request: AwsRequest,
    action: string,
    resource: string,
    context?: Record<string, readonly string[]>,
  ): void {
    if (request.identity === undefined) return;
    const decision = this.options.identities.check(request.identity, {
      action,
      resource,
      ...(context === undefined ? {} : { context }),
    });
    if (!decision.allowed) throw new AwsError('AccessDeniedException', decision.why);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    this.address = this.server.address() as AddressInfo;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await this.answer(incoming);
    // Clients correct their clock by this header, and the functions' clock is the platform's.
    outgoing.setHeader('Date', new Date(this.options.clock.now()).toUTCString());
    outgoing.writeHead(response.status, response.headers);
    outgoing.end(response.body);
  }

  private async answer(incoming: IncomingMessage): Promise<AwsResponse> {
    let request: AwsRequest | undefined;
    try {
      request = await this.parse(incoming);
      this.options.journal.count(`aws.${request.service}.${request.operation ?? request.method}`);
      const handle = this.handlers.get(request.service);
      if (handle === undefined)
        throw new AwsError(
          'UnknownOperationException',
          `the local cloud does not play the AWS service ${request.service}, or no template has a resource of it`,
        );
      const response = await handle(request);
      for (const observer of this.observers) await observer(request);
      return response;
    } catch (error) {
      return this.failed(error, request);
    }
  }

  private async parse(incoming: IncomingMessage): Promise<AwsRequest> {
    refusePages(incoming);
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const body = await bodyOf(incoming);
    const scope = credentialScope(incoming.headers.authorization, url.searchParams);
    if (scope === undefined)
      throw new AwsError(
        'MissingAuthenticationTokenException',
        'the request is not signed with Signature Version 4',
        403,
      );
    const identity = this.options.identities.byAccessKey(scope.accessKeyId);
    if (identity === undefined && scope.accessKeyId !== administrator.accessKeyId)
      throw new AwsError(
        'UnrecognizedClientException',
        `the access key ${scope.accessKeyId} belongs to no role of the templates`,
      );
    const headers = headersOf(incoming);
    return {
      service: scope.service,
      identity,
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body,
      operation: headers['x-amz-target']?.split('.').at(-1),
    };
  }

  private failed(error: unknown, request: AwsRequest | undefined): AwsResponse {
    const { journal, clock } = this.options;
    const what = `${request?.service ?? 'unsigned'} ${request?.operation ?? `${request?.method} ${request?.path}`}`;
    const known = error instanceof AwsError ? error : undefined;
    const text =
      known === undefined && error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (known === undefined || known.type.startsWith('AccessDenied') || known.type.startsWith('Unknown'))
      journal.write({
        time: clock.now(),
        source: 'aws',
        level: known === undefined ? 'ERROR' : 'WARN',
        text: `${what}: ${text}`,
      });
    return errorResponse(known ?? new AwsError('InternalFailure', `${what}: ${String(error)}`, 500));
  }
}
