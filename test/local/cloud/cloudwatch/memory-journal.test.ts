import { describe, expect, test } from 'vitest';
import { MemoryJournal } from '../../../../local/cloud/cloudwatch/memory-journal.ts';
import type { LogLine } from '../../../../local/cloud/core/journal.ts';

function line(text: string): LogLine {
  return { time: 0, source: 'telemetry', level: 'INFO', text };
}

function metricLine(values: Record<string, unknown>, dimensions: string[][] = [['service']]): LogLine {
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: 'Roadstream', Dimensions: dimensions, Metrics: metrics };
  return line(
    JSON.stringify({
      _aws: { Timestamp: 1, CloudWatchMetrics: [directive] },
      service: 'telemetry',
      ...values,
    }),
  );
}

describe('the journal', () => {
  test('sums metrics of the embedded format by name and dimensions; lists of values too', () => {
    const journal = new MemoryJournal();
    journal.write(metricLine({ folded: 3, rejected: [1, 2] }));
    journal.write(metricLine({ folded: 4 }, [['service'], []]));
    expect(journal.metrics()).toEqual({
      'Roadstream/folded{service=telemetry}': 7,
      'Roadstream/rejected{service=telemetry}': 3,
      'Roadstream/folded': 4,
    });
  });

  test('takes lines that only look like metrics as text', () => {
    const journal = new MemoryJournal();
    journal.write(line('{"_aws": broken'));
    journal.write(line('{"_aws": {"CloudWatchMetrics": 1}}'));
    expect(journal.metrics()).toEqual({});
  });

  test('gives the backlog asked for and then each new line, until it is let go', () => {
    const journal = new MemoryJournal();
    for (const text of ['a', 'b', 'c']) journal.write(line(text));
    const heard: string[] = [];
    const letGo = journal.follow(({ text }) => heard.push(text), { backlog: 2 });
    journal.write(line('d'));
    letGo();
    journal.write(line('e'));
    expect(heard).toEqual(['b', 'c', 'd']);
  });

  test('keeps only the last lines', () => {
    const journal = new MemoryJournal();
    for (let index = 0; index < 12_000; index++) journal.write(line(String(index)));
    const heard: string[] = [];
    journal.follow(({ text }) => heard.push(text));
    expect(heard).toHaveLength(5000);
    expect(heard.at(-1)).toBe('11999');
  });

  test('keeps the last errors for longer, newest first', () => {
    const journal = new MemoryJournal();
    for (let index = 0; index < 150; index++) journal.write({ ...line(`error ${index}`), level: 'ERROR' });
    for (let index = 0; index < 12_000; index++) journal.write(line(String(index)));
    const errors = journal.errors().map(({ text }) => text);
    expect(errors).toHaveLength(100);
    expect([errors[0], errors.at(-1)]).toEqual(['error 149', 'error 50']);
  });

  test('counts', () => {
    const journal = new MemoryJournal();
    journal.count('iot.rule.failed');
    journal.count('iot.rule.failed', 2);
    expect(journal.counters()).toEqual({ 'iot.rule.failed': 3 });
  });
});
