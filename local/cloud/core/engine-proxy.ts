import { Agent, request } from 'node:http';
import type { AwsResponse } from './aws-endpoint.ts';

export interface ForwardedRequest {
  /** What follows the last dot of `X-Amz-Target`, with its service: `DynamoDB_20120810.GetItem`. */
  readonly target: string;
  readonly contentType: string;
  readonly body: string | Buffer;
}

const PASSED_ON = [
  'content-type',
  'x-amzn-requestid',
  'x-amz-crc32',
  'x-amzn-errortype',
  'x-amzn-query-error',
];

/** Sends requests to an engine over connections that stay open. Signatures are not checked there. */
export class EngineProxy {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 128 });
  private readonly endpoint: URL;
  private readonly authorization: string;

  constructor(endpoint: string, region: string, service: string) {
    this.endpoint = new URL(endpoint);
    this.authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`;
  }

  /** Rejects when the engine does not answer. */
  send({ target, contentType, body }: ForwardedRequest): Promise<AwsResponse> {
    return new Promise((resolve, reject) => {
      const forwarded = request(
        this.endpoint,
        {
          method: 'POST',
          agent: this.agent,
          headers: {
            'content-type': contentType,
            'content-length': Buffer.byteLength(body),
            'x-amz-target': target,
            authorization: this.authorization,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: Object.fromEntries(
                PASSED_ON.flatMap((name) => {
                  const value = incoming.headers[name];
                  return typeof value === 'string' ? [[name, value]] : [];
                }),
              ),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
