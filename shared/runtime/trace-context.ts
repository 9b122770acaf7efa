import { createHash } from 'node:crypto';

/** W3C trace context (`traceparent`), carried through HTTP, Kafka and MQTT. */

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: string;
}

/** Undefined for a text that is not a trace context. A bad one is ignored, and is never an error. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags };
}

/**
 * The context of one step of a trace. The step's own id is derived from its name (a message's id), so that it is the
 * same when the step is repeated. Without a parent the trace begins here.
 */
export function childTraceparent(parent: string | undefined, step: string): string {
  const hash = createHash('sha256').update(step).digest('hex');
  const context = parseTraceparent(parent);
  return `00-${context?.traceId ?? hash.slice(16, 48)}-${hash.slice(0, 16)}-${context?.flags ?? '01'}`;
}
