import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../../core/cloud.ts';
import { answering, writeResponse } from '../../core/write-response.ts';

const RESPONSE_BYTES = 4096;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** Where custom resources put their answers: the local form of CloudFormation's pre-signed URLs. */
export class ResponseServer {
  private readonly waiting = new Map<string, (body: string) => void>();
  private server: Promise<Server> | undefined;

  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.onStop('custom resource answers', async () => {
      const server = await this.server;
      server?.closeAllConnections();
      server?.close();
    });
  }

  /** A URL that takes one PUT, and what was put there. */
  async expect(): Promise<{ readonly url: string; readonly body: Promise<string> }> {
    this.server ??= this.listen();
    const { port } = (await this.server).address() as AddressInfo;
    const path = `/${randomBytes(16).toString('hex')}`;
    const body = new Promise<string>((resolve) => this.waiting.set(path, resolve));
    return { url: `http://127.0.0.1:${port}${path}`, body };
  }

  private async listen(): Promise<Server> {
    const server = createServer(
      answering(
        async (request, response) => this.take(request, response),
        (text) => this.report(text),
      ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    server.unref();
    return server;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const resolve = this.waiting.get(path);
    if (request.method !== 'PUT' || resolve === undefined) {
      writeResponse(response, { status: 403 });
      return;
    }
    const body = await bodyOf(request);
    // CloudFormation's own limit, met in the deployed platform too.
    if (Buffer.byteLength(body) > RESPONSE_BYTES) {
      writeResponse(response, { status: 400, body: 'the response object is larger than 4096 bytes' });
      return;
    }
    this.waiting.delete(path);
    writeResponse(response, { status: 200 });
    resolve(body);
  }

  private report(text: string): void {
    const { clock, journal } = this.cloud;
    journal.write({ time: clock.now(), source: 'cloud', level: 'ERROR', text });
  }
}
