import { expect, it } from 'vitest';
import { endpointOf } from '../../../../local/cloud/lambda/service-endpoints.ts';

it.each([
  ['dynamodb:GetItem', 'dynamodb'],
  ['dynamodb:*', 'dynamodb'],
  ['kms:Sign', 'kms'],
  ['cloudwatch:PutMetricData', 'monitoring'],
  ['iot:Publish', 'iot.data'],
  ['iot:GetThingShadow', 'iot.data'],
  ['iot:ListNamedShadowsForThing', 'iot.data'],
  ['iot:ListRetainedMessages', 'iot.data'],
  ['iot:CreateThing', 'iot'],
  ['iot:AttachThingPrincipal', 'iot'],
  ['kafka:GetBootstrapBrokers', 'kafka'],
  ['kafka-cluster:Connect', undefined],
  ['*', undefined],
])('%s is answered at %s', (action, endpoint) => {
  expect(endpointOf(action)).toBe(endpoint);
});
