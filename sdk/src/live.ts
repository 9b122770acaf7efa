import type { AnyPush, Api, PushedEvents } from './generated/api.ts';
import type { WebSocketConstructor } from './options.ts';
import { backoff, pause } from './waiting.ts';

/** The pushes, over a WebSocket that connects again by itself. */

/** What happened. `event` says which data it has. A newer platform may have events that this list does not name. */
export type Push = {
  readonly [Event in keyof PushedEvents]: Omit<AnyPush, 'event' | 'data'> & {
    readonly event: Event;
    readonly data: PushedEvents[Event];
  };
}[keyof PushedEvents];

/**
 * `connecting`: the first time. `live`: connected, and everything missed has come. `lost`: not connected, and trying
 * again. `closed`: for good.
 */
export type LiveState = 'connecting' | 'live' | 'lost' | 'closed';

/** Where a car is, and how, as it has just reported. Values that it has not reported are absent. */
export type Position = Awaited<ReturnType<Api['listPositions']>>['positions'][number];

export interface LiveOptions {
  /** The last sequence that the app knows: everything newer comes, in order. Without it, what happens from now on. */
  readonly since?: number;
  readonly onPush: (push: Push) => void;
  /**
   * For operators: where cars are now, as long as the client watches (`watch`). They are not kept: those of a time without
   * a connection do not come later, and an older one may come after a newer one.
   */
  readonly onPositions?: (positions: readonly Position[]) => void;
  readonly onState?: (state: LiveState) => void;
  /**
   * What was missed is not known: read everything again. The pushes go on after this sequence. It is no longer kept, or
   * the first connection was lost before it had told where the pushes begin.
   */
  readonly onReset?: (sequence: number) => void;
  /** Why there is no connection now. The client goes on trying. */
  readonly onError?: (error: unknown) => void;
  /**
   * Seconds without a sign of life until the connection is `lost`; 4.5 when absent. The client sends a ping twice in
   * that time.
   */
  readonly deadAfterSeconds?: number;
}

interface Ticket {
  readonly url: string;
  readonly protocol: string;
  readonly ticket: string;
}

type Message =
  | { readonly type: 'pushes'; readonly pushes: readonly Push[] }
  | { readonly type: 'positions'; readonly positions: readonly Position[] }
  | { readonly type: 'current' | 'reset'; readonly sequence: number }
  | { readonly type: 'pong'; readonly time: string }
  | { readonly type: 'error'; readonly detail: string };

const DEAD_AFTER_SECONDS = 4.5;
/** The platform sends positions for three times as long after it was asked for them. */
const WATCH_AGAIN_MS = 30_000;
/** A connection that is not open by then will not be. */
const CONNECT_MS = 10_000;

export class Live {
  readonly #ticket: (signal: AbortSignal) => Promise<Ticket>;
  readonly #WebSocket: WebSocketConstructor;
  readonly #options: LiveOptions;
  readonly #end = new AbortController();
  #state: LiveState = 'connecting';
  #sequence: number | undefined;
  /** What is missing was asked for, and has not come yet. */
  #hasAsked = false;
  #socket: WebSocket | undefined;
  /** Milliseconds by which the platform's clock is ahead of this one. */
  #ahead = 0;
  #pingedAt = 0;
  #isWatching = false;

  constructor(
    ticket: (signal: AbortSignal) => Promise<Ticket>,
    webSocket: WebSocketConstructor | undefined,
    options: LiveOptions,
  ) {
    this.#ticket = ticket;
    const constructor = webSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
    if (constructor === undefined)
      throw new TypeError('There is no WebSocket here: give createClient that of the package ws.');
    this.#WebSocket = constructor;
    this.#options = options;
    this.#sequence = options.since;
    void this.#run();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** The last push that came: what to give as `since` after a restart of the app. */
  get sequence(): number | undefined {
    return this.#sequence;
  }

  /**
   * The time by the platform's clock, in milliseconds since 1970: for what runs out, such as a reservation. The clock of a
   * phone may be wrong. This clock until the platform has told its time.
   */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Whether positions come, to `onPositions`. Not at first; no longer than 90 seconds after `watch(false)`. */
  watch(isWatching: boolean): void {
    if (isWatching && !this.#isWatching) this.#send({ type: 'watch' });
    this.#isWatching = isWatching;
  }

  close(): void {
    this.#end.abort();
    this.#say('closed');
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    for (let failures = 0; !signal.aborted; ) {
      try {
        failures = (await this.#connection(signal)) ? 1 : failures + 1;
      } catch (error) {
        failures += 1;
        if (!signal.aborted) this.#options.onError?.(error);
      }
      if (signal.aborted) return;
      this.#say('lost');
      await pause(backoff(failures), signal).catch(() => undefined);
    }
  }

  /** Resolves when the connection is over: whether it was live. */
  async #connection(signal: AbortSignal): Promise<boolean> {
    const { url, protocol, ticket } = await this.#ticket(signal);
    const socket = new this.#WebSocket(url, [protocol, ticket]);
    const dead = (this.#options.deadAfterSeconds ?? DEAD_AFTER_SECONDS) * 1000;
    this.#socket = socket;
    this.#hasAsked = false;
    let wasOpen = false;
    await new Promise<void>((resolve) => {
      let isOver = false;
      let death = setTimeout(() => end(), CONNECT_MS);
      const pings = setInterval(() => this.#ping(), dead / 2);
      const watching = setInterval(() => this.#watchAgain(), WATCH_AGAIN_MS);
      const end = (): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(death);
        clearInterval(pings);
        clearInterval(watching);
        socket.close();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const isAlive = (): void => {
        clearTimeout(death);
        death = setTimeout(end, dead);
      };
      socket.addEventListener('open', () => {
        if (isOver) return;
        wasOpen = true;
        isAlive();
        this.#ping();
        this.#askForMissing();
        this.#watchAgain();
      });
      // One that was given up may still speak.
      socket.addEventListener('message', ({ data }) => {
        if (isOver) return;
        isAlive();
        this.#take(JSON.parse(String(data)) as Message);
      });
      socket.addEventListener('close', end);
      socket.addEventListener('error', end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
    return wasOpen;
  }

  #send(message: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #ping(): void {
    this.#pingedAt = Date.now();
    this.#send({ type: 'ping' });
  }

  #watchAgain(): void {
    if (this.#isWatching) this.#send({ type: 'watch' });
  }

  #askForMissing(): void {
    this.#hasAsked = true;
    this.#send({ type: 'since', ...(this.#sequence === undefined ? {} : { since: this.#sequence }) });
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'pushes':
        for (const push of message.pushes) this.#takePush(push);
        return;
      case 'positions':
        if (this.#isWatching) this.#options.onPositions?.(message.positions);
        return;
      case 'reset':
      case 'current':
        this.#hasAsked = false;
        if (message.type === 'reset' || (this.#sequence === undefined && this.#state === 'lost')) {
          this.#sequence = message.sequence;
          this.#options.onReset?.(message.sequence);
        } else this.#sequence ??= message.sequence;
        this.#say('live');
        return;
      case 'error':
        this.#options.onError?.(new Error(message.detail));
        return;
      case 'pong': {
        const now = Date.now();
        const halfWay = (now - this.#pingedAt) / 2;
        this.#ahead = Date.parse(message.time) + halfWay - now;
      }
    }
  }

  #takePush(push: Push): void {
    const last = this.#sequence;
    // One may come twice.
    if (last !== undefined && push.sequence <= last) return;
    if (last !== undefined && push.sequence > last + 1) {
      if (!this.#hasAsked) this.#askForMissing();
      return;
    }
    this.#sequence = push.sequence;
    this.#options.onPush(push);
  }

  #say(state: LiveState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.#options.onState?.(state);
  }
}
