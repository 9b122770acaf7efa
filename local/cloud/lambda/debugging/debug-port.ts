import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The port for a debugger cannot be had: says which option changes it. */
export class DebugPortError extends Error {
  readonly code = 'DEBUG_PORT';
}

/**
 * Where a debugger connects. Node's own inspector comes and goes with the environment that it looks into; this port
 * stays, and leads to the one that lives now. Its end cuts the debuggers off: otherwise Node would wait, before it ends
 * a thread, until they leave.
 */
export class DebugPort {
  private readonly server: Server;
  /** Connections of debuggers, each with its other end. */
  private readonly connections = new Map<Socket, Socket | undefined>();
  private inspector: string | undefined;

  private constructor() {
    this.server = createServer((debuggerSocket) => this.accept(debuggerSocket));
  }

  /** 0 is any free port. Rejects with DEBUG_PORT. */
  static async open(port: number): Promise<DebugPort> {
    const opened = new DebugPort();
    opened.server.listen(port, '127.0.0.1');
    try {
      await once(opened.server, 'listening');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new DebugPortError(
        `Port ${port} for the debugger cannot be used (${why}). Choose another: cli debug … --port 9230, ` +
          'or npm start -- --debug-port 9230',
        { cause: error },
      );
    }
    return opened;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** An environment has opened its inspector. Debuggers that came early are let through. */
  lead(inspector: string): void {
    this.inspector = inspector;
    for (const [socket, other] of this.connections) if (other === undefined) this.join(socket, inspector);
  }

  /** The environment ends. What another one has opened since stays. */
  cut(inspector: string): void {
    if (this.inspector !== inspector) return;
    this.inspector = undefined;
    this.drop();
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.drop();
    await closed;
  }

  private drop(): void {
    for (const [socket, other] of this.connections) {
      socket.destroy();
      other?.destroy();
    }
    this.connections.clear();
  }

  private accept(socket: Socket): void {
    this.connections.set(socket, undefined);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.connections.get(socket)?.destroy();
      this.connections.delete(socket);
    });
    if (this.inspector !== undefined) this.join(socket, this.inspector);
  }

  private join(socket: Socket, inspector: string): void {
    const other = connect(Number(new URL(inspector).port), '127.0.0.1');
    this.connections.set(socket, other);
    other.on('error', () => other.destroy());
    other.once('close', () => socket.destroy());
    socket.pipe(other);
    other.pipe(socket);
  }
}
