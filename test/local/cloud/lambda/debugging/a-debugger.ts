import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the tests use of the Chrome DevTools Protocol, which every debugger of JavaScript speaks. */

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber: number };
}

export class ADebugger {
  private readonly socket: WebSocket;
  private readonly answers = new Map<number, (message: Message) => void>();
  private readonly events: Message[] = [];
  private readonly listeners = new Set<() => void>();
  private sent = 0;
  closed = false;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener('message', ({ data }) => this.take(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => {
      this.closed = true;
      for (const listener of this.listeners) listener();
    });
  }

  /** Finds the address as editors do, by `/json/list`, and attaches. */
  static async attach(port: number): Promise<ADebugger> {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const [target] = (await response.json()) as [{ webSocketDebuggerUrl: string }];
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    const attached = new ADebugger(socket);
    await attached.send('Runtime.enable');
    await attached.send('Debugger.enable');
    return attached;
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.sent += 1;
    const id = this.sent;
    const { result, error } = await new Promise<Message>((resolve) => {
      this.answers.set(id, resolve);
      this.socket.send(JSON.stringify({ id, method, params }));
    });
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** The next event of this kind that nobody has taken yet; an earlier one too. */
  async event(method: string, fits: (params: Record<string, unknown>) => boolean = () => true) {
    for (;;) {
      const index = this.events.findIndex((event) => event.method === method && fits(event.params ?? {}));
      if (index >= 0) return this.events.splice(index, 1)[0]?.params ?? {};
      if (this.closed) throw new Error(`the connection ended before ${method}`);
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.listeners.delete(listener);
          resolve();
        };
        this.listeners.add(listener);
      });
    }
  }

  /** Breaks where a line of a TypeScript source begins, found through source maps as an editor does. */
  async breakAt(source: string, text: string): Promise<void> {
    const isOf = (name: string) => name.endsWith(source);
    const script = await this.event('Debugger.scriptParsed', (parsed) => {
      const file = mapFileOf(parsed);
      return file !== undefined && readMap(file).sources.some(isOf);
    });
    const file = mapFileOf(script) ?? '';
    const map = readMap(file);
    const index = map.sources.findIndex(isOf);
    const lines = readFileSync(join(dirname(file), map.sources[index] ?? ''), 'utf8').split('\n');
    const line = lines.findIndex((candidate) => candidate.includes(text));
    const place = generatedPlace(map, index, line);
    const { locations } = await this.send('Debugger.setBreakpointByUrl', { url: script['url'], ...place });
    if ((locations as readonly unknown[]).length !== 1)
      throw new Error(`no breakpoint at ${source}: ${text}`);
  }

  /** Waits for the breakpoint; answers the frame that stands there. */
  async paused(): Promise<CallFrame> {
    const { callFrames } = (await this.event('Debugger.paused')) as { callFrames: readonly CallFrame[] };
    const [frame] = callFrames;
    if (frame === undefined) throw new Error('paused nowhere');
    return frame;
  }

  async evaluate({ callFrameId }: CallFrame, expression: string): Promise<unknown> {
    const { result } = await this.send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
      returnByValue: true,
    });
    return (result as { value: unknown }).value;
  }

  async resume(): Promise<void> {
    await this.send('Debugger.resume');
  }

  /** Resolves when the connection ends from the other side. */
  async end(): Promise<void> {
    await this.event('never').catch(() => undefined);
  }

  close(): void {
    this.socket.close();
  }

  private take(message: Message): void {
    if (message.id !== undefined) this.answers.get(message.id)?.(message);
    else this.events.push(message);
    for (const listener of this.listeners) listener();
  }
}

interface SourceMap {
  /** From the map's folder. */
  readonly sources: readonly string[];
  readonly mappings: string;
}

/** Path of the map that a parsed script names, or undefined. */
function mapFileOf({ url, sourceMapURL }: Record<string, unknown>): string | undefined {
  if (typeof sourceMapURL !== 'string' || sourceMapURL === '') return undefined;
  return fileURLToPath(new URL(sourceMapURL, String(url)));
}

function readMap(file: string): SourceMap {
  return JSON.parse(readFileSync(file, 'utf8')) as SourceMap;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment of a source map: base64 digits of five bits, the lowest first, the sign last. */
function numbersOf(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = BASE64.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

/** Where the code of a source's line begins in the bundle. */
function generatedPlace(map: SourceMap, source: number, line: number) {
  const at = { source: 0, line: 0 };
  for (const [lineNumber, segments] of map.mappings.split(';').entries()) {
    let columnNumber = 0;
    for (const segment of segments.split(',').filter((text) => text !== '')) {
      const [column = 0, sourceStep = 0, lineStep = 0] = numbersOf(segment);
      columnNumber += column;
      at.source += sourceStep;
      at.line += lineStep;
      if (at.source === source && at.line === line) return { lineNumber, columnNumber };
    }
  }
  throw new Error(`line ${line + 1} of ${map.sources[source]} is not in the bundle`);
}
