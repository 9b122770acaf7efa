import { describe, expect, it } from 'vitest';
import { type StageName, stages } from '../../../infra/stages.ts';
import { synthesized } from '../synthesized.ts';
import { apiRules } from './api-rules.ts';
import { dataRules } from './data-rules.ts';
import { eventSourceRules } from './event-source-rules.ts';
import { functionRules } from './function-rules.ts';
import { ingressRules } from './ingress-rules.ts';
import { kafkaRules } from './kafka-rules.ts';
import type { Rule } from './rule.ts';

/** What no linter sees, in the templates of both stages: each rule holds, and finds each mistake that it is for. */

const rules = (stage: StageName): Readonly<Record<string, readonly Rule[]>> => ({
  Kafka: kafkaRules,
  'IoT rules and policies': ingressRules,
  'event sources': eventSourceRules,
  functions: functionRules,
  'the HTTP API': apiRules,
  data: dataRules(stages[stage].keepData),
});

describe.each(['development', 'production'] as const)('in %s', (stage) => {
  const { resources } = synthesized(stage);
  describe.each(Object.entries(rules(stage)))('%s:', (_part, all) => {
    describe.each(all.map((rule) => [rule.says, rule] as const))('%s', (_says, rule) => {
      it('holds', () => {
        expect(rule.problems(resources)).toEqual([]);
      });

      it.each(Object.entries(rule.mistakes))('finds %s', (_mistake, make) => {
        expect(rule.problems(make(resources))).not.toEqual([]);
      });
    });
  });
});
