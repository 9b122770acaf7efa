import { own } from '../core/plain-value.ts';

/** Services whose actions have another prefix than their endpoints have a name. */
const ENDPOINTS: Readonly<Record<string, string>> = { cloudwatch: 'monitoring', ses: 'email' };

/** Actions of the IoT data plane, which has endpoints of its own; all others of `iot` are the control plane's. */
const IOT_DATA =
  /^(Publish|Connect|Subscribe|Receive|RetainPublish|DeleteConnection|\w+RetainedMessages?|\w+(Thing|NamedShadowsFor)(Shadow|Thing))$/;

/**
 * The AWS API behind an action of a policy, named as its VPC endpoints are: `dynamodb:GetItem` → `dynamodb`,
 * `iot:Publish` → `iot.data`. Undefined for `*`, which names none, and for Kafka, whose brokers are no API.
 */
export function endpointOf(action: string): string | undefined {
  const [prefix = '', name] = action.split(':');
  if (name === undefined || prefix.includes('*') || prefix === 'kafka-cluster') return undefined;
  if (prefix === 'iot') return IOT_DATA.test(name) ? 'iot.data' : 'iot';
  return own(ENDPOINTS, prefix) ?? prefix;
}
