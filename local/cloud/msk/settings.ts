import { asText, isRecord } from '../core/plain-value.ts';
import type { PropertySupport } from '../core/provider.ts';

/** Lines of `name=value`, as in a server.properties file. */
export function parseProperties(text: string): Map<string, string> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = line, value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      return [name, value] as const;
    }),
  );
}

/**
 * The settings of a topic from its Base64 text: a JSON object or lines of `name=value`. The reference of
 * AWS::MSK::Topic leaves open which, so both are read.
 */
export function parseTopicSettings(base64: string): Record<string, string> {
  const text = Buffer.from(base64, 'base64').toString();
  if (!text.trimStart().startsWith('{')) return Object.fromEntries(parseProperties(text));
  const parsed: unknown = JSON.parse(text);
  if (!isRecord(parsed)) return {};
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, asText(value) ?? '']));
}

const ONE_BROKER = { noEffect: 'one broker replicates nothing' };
const NO_LOAD = { noEffect: 'the local broker is set up for one computer' };

/** What a cluster's configuration may say, and why most of it changes nothing here. */
export const SERVER_PROPERTIES: Readonly<Record<string, PropertySupport>> = {
  'allow.everyone.if.no.acl.found': 'emulated',
  'auto.create.topics.enable': 'emulated',
  'default.replication.factor': ONE_BROKER,
  'min.insync.replicas': ONE_BROKER,
  'unclean.leader.election.enable': ONE_BROKER,
  'num.replica.fetchers': ONE_BROKER,
  'replica.lag.time.max.ms': ONE_BROKER,
  'offsets.topic.replication.factor': ONE_BROKER,
  'transaction.state.log.replication.factor': ONE_BROKER,
  'transaction.state.log.min.isr': ONE_BROKER,
  'num.partitions': { noEffect: 'it is for topics that are made without a number, which no template can' },
  'num.io.threads': NO_LOAD,
  'num.network.threads': NO_LOAD,
  'socket.receive.buffer.bytes': NO_LOAD,
  'socket.request.max.bytes': NO_LOAD,
  'socket.send.buffer.bytes': NO_LOAD,
};

/** What one broker without tiered storage cannot do. */
const REPLICAS = 'min.insync.replicas';
const TIERED = /^(remote\.|local\.retention\.)/;

/** Of a topic's settings, by their Base64 text: the broker itself refuses one that Kafka does not know. */
export function topicSettings(base64: string): ReadonlyMap<string, PropertySupport> {
  try {
    return new Map(Object.keys(parseTopicSettings(base64)).map((name) => [name, topicSetting(name)]));
  } catch {
    // Said when the topic is made.
    return new Map();
  }
}

export function topicSetting(name: string): PropertySupport {
  if (name === REPLICAS) return ONE_BROKER;
  return TIERED.test(name)
    ? { noEffect: 'everything stays on this computer, as long as it is kept' }
    : 'emulated';
}
