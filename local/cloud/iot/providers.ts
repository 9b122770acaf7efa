import type { Provider } from '../core/provider.ts';
import { auditConfiguration, logging, policy, thingType } from './providers/registry-resources.ts';
import { topicRule } from './providers/topic-rule.ts';
import { topicRuleDestination } from './providers/topic-rule-destination.ts';

/** The kinds of AWS IoT resources that templates may have. */
export const iotProviders: readonly Provider[] = [
  topicRule,
  topicRuleDestination,
  policy,
  thingType,
  logging,
  auditConfiguration,
];
