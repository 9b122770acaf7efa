import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runbook } from '../../infra/runbook.ts';
import { synthesized } from './synthesized.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

const sections = Object.fromEntries(
  [...page.matchAll(/^<a id="([a-z-]+)"><\/a>\n\n## (.+)$/gm)].map(([, anchor, heading]) => [
    anchor,
    heading,
  ]),
);

describe.each(['development', 'production'] as const)('alarms in %s', (stage) => {
  const { ofType } = synthesized(stage);
  const alarms = ofType('AWS::CloudWatch::Alarm').map(({ stack, logicalId, properties }) => ({
    name: `${stack} ${logicalId}`,
    properties,
  }));

  it.each(alarms)(
    '$name names its impact, leads to the runbook, and notifies the topic',
    ({ properties }) => {
      const [, impact, section] =
        /^(.*\.) Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(String(properties['AlarmDescription'])) ?? [];
      expect(impact?.length).toBeGreaterThan(30);
      expect(Object.keys(runbook)).toContain(section);
      expect(properties['AlarmActions']).toEqual([expect.stringContaining('Alarms')]);
    },
  );

  it('lead to sections that exist', () => {
    expect(sections).toEqual(runbook);
  });

  it.each(Object.keys(runbook))('need the section %s', (section) => {
    const leading = alarms.filter(({ properties }) =>
      String(properties['AlarmDescription']).endsWith(`#${section}`),
    );
    expect(leading.length).toBeGreaterThan(0);
  });

  it('watch every dead-letter queue', () => {
    const deadLetters = ofType('AWS::SQS::Queue').filter(
      ({ properties }) => properties['RedrivePolicy'] === undefined,
    );
    const watched = alarms.filter(
      ({ properties }) => properties['MetricName'] === 'ApproximateNumberOfMessagesVisible',
    );
    expect(watched).toHaveLength(deadLetters.length);
  });
});
