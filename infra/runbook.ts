/**
 * The sections of docs/runbook.md that alarms lead to: anchor → heading. A test checks that each section exists and
 * that an alarm needs it.
 */
export const runbook = {
  'function-errors': 'Function errors',
  'consumer-lag': 'Consumer lag',
  'dead-letters': 'Dead letters',
  'lambda-dead-letters': "Lambda's dead letters",
  'dead-letter-queue': 'A dead-letter queue is not empty',
  'ledger-differences': 'Ledger differences',
  'reconciliation-differences': 'Differences from the provider',
  'rule-failures': 'IoT rule failures',
  'no-car-traffic': 'No car traffic',
  'broker-disks': 'Broker disks',
  'offline-partitions': 'Offline partitions',
  'api-errors': 'API errors',
  'socket-errors': 'WebSocket errors',
} as const;

export type RunbookSection = keyof typeof runbook;
