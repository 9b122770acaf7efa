import { randomUUID } from 'node:crypto';
import type { SqlMessage, SqlValue } from '../sql/values.ts';

/** A message as the rules engine sees it. */
export class RuleMessage implements SqlMessage {
  readonly payload: Buffer;
  readonly topic: string;
  readonly clientId: string | undefined;
  readonly principal: string | undefined;
  readonly time: number;
  readonly account: string;
  /** Identifies the message in logs and error actions. */
  readonly id = randomUUID();
  private parsed: { readonly value: SqlValue } | undefined;

  constructor(message: {
    readonly payload: Buffer;
    readonly topic: string;
    readonly clientId: string | undefined;
    readonly principal: string | undefined;
    readonly time: number;
    readonly account: string;
  }) {
    this.payload = message.payload;
    this.topic = message.topic;
    this.clientId = message.clientId;
    this.principal = message.principal;
    this.time = message.time;
    this.account = message.account;
  }

  get traceId(): string | undefined {
    return this.clientId === undefined ? undefined : this.id;
  }

  /** Parsed at the first use: many rules need only the bytes. */
  get document(): SqlValue {
    this.parsed ??= { value: parse(this.payload) };
    return this.parsed.value;
  }
}

function parse(payload: Buffer): SqlValue {
  try {
    return JSON.parse(payload.toString('utf8')) as SqlValue;
  } catch {
    return undefined;
  }
}
