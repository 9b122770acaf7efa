import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { environment } from './environment.ts';

/** Logs and metrics of functions: JSON log lines, and metrics in CloudWatch's embedded metric format. */

const room = process.env[environment.room] ?? 'platform';

/** Log only ids, codes and counts: never secrets, tokens or personal data. */
export const logger = new Logger({ serviceName: room });

/** The namespace of all metrics. Alarms use it, too. */
export const METRICS_NAMESPACE = 'Roadstream';

/** The closed list of metrics, each with its unit. */
const units = {
  /** Messages decided, events and outputs delivered. */
  MessagesHandled: MetricUnit.Count,
  /** Records that will be retried. */
  MessagesFailed: MetricUnit.Count,
  /** Records that went to the dead letters. */
  DeadLetters: MetricUnit.Count,
  /** Commands that were decided too late. */
  MessagesExpired: MetricUnit.Count,
  /** Operations that a sweep delivered, because a function had died. */
  OperationsSwept: MetricUnit.Count,
  TimersArmed: MetricUnit.Count,
  TimersFired: MetricUnit.Count,
  /** From the arrival of a record in Kafka to the end of its handling. */
  HandlingDelay: MetricUnit.Milliseconds,
  /** Values in the cars' numbered events that are no word of the car, or were left out; events that could not be read. */
  ValuesEstimated: MetricUnit.Count,
  ValuesRefused: MetricUnit.Count,
  EventsUnread: MetricUnit.Count,
  /** Readings of the cars, by manufacturer. */
  ReadingsFolded: MetricUnit.Count,
  ReadingsInvalid: MetricUnit.Count,
  ReadingsSuperseded: MetricUnit.Count,
  ReadingsRejected: MetricUnit.Count,
  TwinsWritten: MetricUnit.Count,
  TwinsDeferred: MetricUnit.Count,
  /** Requests to receivers of webhooks, and those that brought no delivery. */
  WebhooksSent: MetricUnit.Count,
  WebhooksFailed: MetricUnit.Count,
  /** Moments at which the offers room was asked to make one of the offers that match. */
  OffersConsidered: MetricUnit.Count,
  /** Frames to WebSocket connections. */
  FramesSent: MetricUnit.Count,
  FramesFailed: MetricUnit.Count,
  /** Connections that ended without a disconnect event. */
  ConnectionsGone: MetricUnit.Count,
  /** The ledger, by its check every day. */
  MovementsChecked: MetricUnit.Count,
  LedgerDifferences: MetricUnit.Count,
  /** Between the ledger and the payment provider's balance. */
  ReconciliationDifferences: MetricUnit.Count,
  /** Callbacks of the payment provider, and those whose signature is not the provider's. */
  CallbacksTaken: MetricUnit.Count,
  CallbacksRefused: MetricUnit.Count,
  /** The read units of a request. */
  ReadUnits: MetricUnit.Count,
} as const;

export type MetricName = keyof typeof units;

/**
 * Writes metrics, all with the room and these dimensions, as one line. Metrics are not kept between invocations, so a
 * frozen function loses none.
 */
export function measure(
  values: Readonly<Partial<Record<MetricName, number>>>,
  dimensions: Readonly<Record<string, string>> = {},
): void {
  const metrics = new Metrics({
    namespace: METRICS_NAMESPACE,
    serviceName: room,
    defaultDimensions: { ...dimensions },
  });
  const measured = Object.entries(values) as [MetricName, number][];
  if (measured.length === 0) return;
  for (const [name, value] of measured) metrics.addMetric(name, units[name], value);
  metrics.publishStoredMetrics();
}
