import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { administrator } from './administrator.ts';
import {
  type AwsEndpoint,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type PlainRequest,
  type ServiceManners,
} from './aws-endpoint.ts';
import type { Clock } from './clock.ts';
import { type CredentialScope, credentialScope } from './credential-scope.ts';
import { faultText, oneLine } from './foreign-text.ts';
import type { Identities } from './identities.ts';
import type { Journal } from './journal.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { answering, writeResponse } from './write-response.ts';

type Handle = (request: AwsRequest) => Promise<AwsResponse>;

interface Service {
  readonly handle: Handle;
  readonly manners: ServiceManners;
}

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

async function plainRequest(incoming: IncomingMessage): Promise<PlainRequest> {
  const target = incoming.url ?? '/';
  const url = new URL(target, 'http://127.0.0.1');
  return {
    method: incoming.method ?? 'GET',
    target,
    path: url.pathname,
    query: url.searchParams,
    headers: headersOf(incoming),
    body: await bodyOf(incoming),
  };
}

const strangers = (): AwsError =>
  new AwsError('AccessDeniedException', 'the local cloud answers programs on this computer only', 403);

/** The administrator's key is no secret, so pages of other sites must not get here, under whatever name. */
function refuseOtherNames({ headers }: PlainRequest): void {
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers['host'] ?? '')) throw strangers();
}

/** A service may let in the pages that its resources name. */
function refusePages(request: PlainRequest, manners: ServiceManners = {}): void {
  const { origin } = request.headers;
  if (origin !== undefined && manners.admitsPage?.(origin, request) !== true) throw strangers();
}

/** Whether a browser asks if a page may send a request (the preflight of CORS). */
const isPreflight = ({ method, headers }: PlainRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

/** Understood by the SDKs' JSON and REST protocols alike: the type in the body and in a header. */
function errorResponse(error: AwsError): AwsResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': error.type },
    body: JSON.stringify({ __type: error.type, message: error.message }),
  };
}

export class HttpEndpoint implements AwsEndpoint {
  private readonly services = new Map<string, Service>();
  private readonly observers = new Set<(request: AwsRequest) => void | Promise<void>>();
  private readonly options: HttpEndpointOptions;
  private readonly server: Server;
  private address: AddressInfo | undefined;

  constructor(options: HttpEndpointOptions) {
    this.options = options;
    this.server = createServer(
      answering(
        async (incoming, outgoing) => this.serve(incoming, outgoing),
        (text) => this.report('ERROR', text),
      ),
    );
    // Idle connections are the clients' to close, so that no request meets one that is just being closed.
    this.server.keepAliveTimeout = 0;
  }

  get url(): string {
    if (this.address === undefined) throw new Error('the AWS endpoint does not listen yet');
    return `http://127.0.0.1:${this.address.port}`;
  }

  register(service: string, handle: Handle, manners: ServiceManners = {}): void {
    if (this.services.has(service))
      throw new LocalCloudError('DUPLICATE', `two parts answer for the AWS service ${service}`);
    this.services.set(service, { handle, manners });
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
    const decision = this.options.identities.authorize(request.identity, {
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
    writeResponse(outgoing, response);
  }

  private async answer(incoming: IncomingMessage): Promise<AwsResponse> {
    let plain: PlainRequest | undefined;
    let service: Service | undefined;
    let request: AwsRequest | undefined;
    try {
      plain = await plainRequest(incoming);
      refuseOtherNames(plain);
      const scope = credentialScope(plain.headers['authorization'], plain.query);
      // A browser signs no question before a page's request, also when that request goes to a link with a signature.
      if (scope === undefined || isPreflight(plain)) return this.unsigned(plain);
      service = this.services.get(scope.service);
      refusePages(plain, service?.manners);
      request = this.signed(plain, scope);
      this.options.journal.count(`aws.${request.service}.${request.operation ?? request.method}`);
      if (service === undefined)
        throw new AwsError(
          'UnknownOperationException',
          `the local cloud does not play the AWS service ${request.service}, or no template has a resource of it`,
        );
      const response = await service.handle(request);
      for (const observer of this.observers) await observer(request);
      return response;
    } catch (error) {
      const known = this.failed(error, request);
      if (plain === undefined) return errorResponse(known);
      return service?.manners.errorResponse?.(known, plain) ?? errorResponse(known);
    }
  }

  private unsigned(request: PlainRequest): AwsResponse {
    for (const { manners } of this.services.values()) {
      const response = manners.unsigned?.(request);
      if (response !== undefined) return response;
    }
    refusePages(request);
    throw new AwsError(
      'MissingAuthenticationTokenException',
      'the request is not signed with Signature Version 4',
      403,
    );
  }

  private signed(request: PlainRequest, { accessKeyId, service }: CredentialScope): AwsRequest {
    const identity = this.options.identities.byAccessKey(accessKeyId);
    if (identity === undefined && accessKeyId !== administrator.accessKeyId)
      throw new AwsError(
        'UnrecognizedClientException',
        `the access key ${accessKeyId} belongs to no role of the templates`,
      );
    const operation = request.headers['x-amz-target']?.split('.').at(-1);
    return { ...request, service, identity, operation };
  }

  /** Tells the journal of it. */
  private failed(error: unknown, request: AwsRequest | undefined): AwsError {
    const what = `${request?.service ?? 'unsigned'} ${request?.operation ?? `${request?.method} ${request?.path}`}`;
    const known = error instanceof AwsError ? error : undefined;
    if (known === undefined) this.report('ERROR', `${oneLine(what)}: ${faultText(error)}`);
    else if (known.type.startsWith('AccessDenied') || known.type.startsWith('Unknown'))
      this.report('WARN', oneLine(`${what}: ${String(error)}`));
    return known ?? new AwsError('InternalFailure', `${what}: ${String(error)}`, 500);
  }

  private report(level: 'WARN' | 'ERROR', text: string): void {
    const { journal, clock } = this.options;
    journal.write({ time: clock.now(), source: 'aws', level, text });
  }
}
