import { describe, expect, it } from 'vitest';
import { fitsFilter, type LogFilter, meansSource } from '../../../../local/cloud/console/log-filter.ts';
import type { LogLine } from '../../../../local/cloud/core/journal.ts';

const LINE: LogLine = {
  time: 1000,
  source: 'rentals-consumer',
  level: 'INFO',
  text: '{"message":"Handled","traceparent":"00-55014ef2a4c97746090d89031bb03045-ad7fe0fe8c40d241-01"}',
  requestId: 'b921482b-a36f-4101-a328-5c00095eaede',
};
const REPORT: LogLine = { ...LINE, level: 'DEBUG', text: 'REPORT RequestId: b921482b', system: true };

describe('a source', () => {
  it.each([
    ['rentals-consumer', true],
    ['rentals', true],
    ['rent', false],
    ['*-consumer', true],
    ['rentals-consume?', true],
    ['*', true],
    ['.*', false],
    ['vehicles', false],
  ])('%s means rentals-consumer: %s', (pattern, means) => {
    expect(meansSource(pattern, 'rentals-consumer')).toBe(means);
  });
});

describe('a filter', () => {
  it.each<[Partial<LogFilter>, boolean]>([
    [{}, true],
    [{ level: 'INFO' }, true],
    [{ level: 'WARN' }, false],
    [{ since: 1000 }, true],
    [{ since: 1001 }, false],
    [{ text: 'HANDLED' }, true],
    [{ text: 'refused' }, false],
    [{ id: 'b921482b-a36f-4101-a328-5c00095eaede' }, true],
    [{ id: '55014ef2a4c97746090d89031bb03045' }, true],
    [{ id: '0000' }, false],
  ])('%o lets a line through: %s', (filter, fits) => {
    expect(fitsFilter(LINE, { system: false, ...filter })).toBe(fits);
  });

  it('keeps Lambda’s own lines back until they are asked for, then at any level', () => {
    expect(fitsFilter(REPORT, { system: false, level: 'DEBUG' })).toBe(false);
    expect(fitsFilter(REPORT, { system: true, level: 'ERROR' })).toBe(true);
  });
});
