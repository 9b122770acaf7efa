import type { SqlMessage, SqlValue } from '../../../../../local/cloud/iot/sql/values.ts';

/** A message on cars/VIN1/events from the client VIN1. A payload that is no text is sent as JSON. */
export function aMessage(payload: SqlValue | Buffer, more: Partial<SqlMessage> = {}): SqlMessage {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload) ?? '');
  return {
    payload: bytes,
    document: Buffer.isBuffer(payload) ? undefined : payload,
    topic: 'cars/VIN1/events',
    clientId: 'VIN1',
    principal: 'a1b2',
    traceId: '7e146a2c-95b5-6caf-98b9-50e3969734c7',
    time: Date.parse('2026-03-04T05:06:07.089Z'),
    account: '123456789012',
    ...more,
  };
}
