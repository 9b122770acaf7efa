import type { MessageContract, MqttContract, TopicContract } from '../contracts/define.ts';
import type { Consumption } from './room.ts';

/** What a function consumes to get these messages: each topic of them, with those that come on it. */
export function consumptionsOf(messages: readonly (MessageContract | MqttContract)[]): Consumption[] {
  return [...Map.groupBy(messages, topicOf)].map(([topic, some]) => ({ topic, messages: some }));
}

/** The same, for a function that takes up nothing that happened before it was there. */
export function newConsumptionsOf(messages: readonly (MessageContract | MqttContract)[]): Consumption[] {
  return consumptionsOf(messages).map((consumption) => ({ ...consumption, skipsHistory: true }));
}

function topicOf(contract: MessageContract | MqttContract): TopicContract {
  if (contract.kind !== 'mqtt') return contract.topic;
  if (contract.into !== undefined) return contract.into;
  throw new Error(`${contract.name} goes into no Kafka topic: no function can consume it`);
}
