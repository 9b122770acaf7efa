import { messages, mqttMessages, topics } from '../../shared/contracts/catalogue.ts';
import type { MessageContract, MqttContract } from '../../shared/contracts/define.ts';
import { Envelope } from '../../shared/contracts/envelope.ts';

/** Topics of Kafka and MQTT as AsyncAPI 3.0, from the message contracts. */

const name = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_');

function envelopeOf(contract: MessageContract): object {
  return {
    allOf: [
      { $ref: '#/components/schemas/Envelope' },
      { type: 'object', properties: { type: { const: contract.type }, data: contract.data } },
    ],
  };
}

function kafkaMessage(contract: MessageContract): object {
  return {
    name: contract.type,
    title: contract.type,
    summary: contract.description,
    contentType: 'application/cloudevents+json',
    payload: envelopeOf(contract),
    bindings: { kafka: { key: { type: 'string', description: `data.${String(contract.key)}` } } },
    'x-key': contract.key,
    ...(contract.kind === 'command' ? { 'x-expires-after-seconds': contract.expiresAfterSeconds } : {}),
    examples: [{ name: 'data', payload: { type: contract.type, data: contract.example } }],
  };
}

function mqttMessage(contract: MqttContract): object {
  return {
    name: contract.name,
    summary: contract.description,
    contentType: contract.name === 'commands' ? 'application/jose' : 'application/json',
    payload: contract.payload,
    bindings: { mqtt: { contentType: 'application/json' } },
    examples: [{ name: 'payload', payload: contract.example }],
  };
}

function kafkaChannels(): [string, object][] {
  return topics.map((topic) => [
    name(topic.name),
    {
      address: topic.name,
      description: topic.description,
      servers: [{ $ref: '#/servers/kafka' }],
      messages: Object.fromEntries(
        messages
          .filter((message) => message.topic === topic)
          .map((message) => [name(message.type), { $ref: `#/components/messages/${name(message.type)}` }]),
      ),
      bindings: {
        kafka: {
          topic: topic.name,
          topicConfiguration: { 'retention.ms': topic.retentionDays * 86_400_000 },
        },
      },
      'x-key': topic.key,
      'x-format': topic.format,
      'x-residency': topic.residency,
      'x-on-poison': topic.onPoison,
      'x-tiered-storage': topic.tiered,
    },
  ]);
}

function mqttChannels(): [string, object][] {
  return mqttMessages.map((message) => [
    `mqtt_${name(message.name)}`,
    {
      address: message.basicIngest ? `$aws/rules/{rule}/${message.topic}` : message.topic,
      description: message.description,
      servers: [{ $ref: '#/servers/mqtt' }],
      parameters: {
        vin: { description: 'The car’s VIN, which is its thing name and client id' },
        ...(message.basicIngest ? { rule: { description: 'The name of the IoT rule' } } : {}),
      },
      messages: { [message.name]: { $ref: `#/components/messages/mqtt_${name(message.name)}` } },
    },
  ]);
}

export function asyncApi(): object {
  const channels = Object.fromEntries([...kafkaChannels(), ...mqttChannels()]);
  const operations = Object.fromEntries([
    ...mqttMessages.map((message) => [
      `mqtt_${name(message.name)}`,
      {
        // From the platform's side: what goes up is received.
        action: message.direction === 'up' ? 'receive' : 'send',
        channel: { $ref: `#/channels/mqtt_${name(message.name)}` },
        bindings: { mqtt: { qos: message.qos } },
      },
    ]),
    ...topics
      .filter((topic) => topic.format === 'cloudevents')
      .map((topic) => [
        name(topic.name),
        {
          action: topic.name.endsWith('.commands') ? 'receive' : 'send',
          channel: { $ref: `#/channels/${name(topic.name)}` },
        },
      ]),
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Roadstream',
      version: '1.0.0',
      description: 'What is written to Kafka, and what cars and platform say over MQTT.',
      license: { name: 'Apache-2.0' },
    },
    servers: {
      kafka: { host: 'bootstrap.example:9098', protocol: 'kafka-secure', description: 'Amazon MSK, IAM' },
      mqtt: {
        host: 'endpoint.example:8883',
        protocol: 'secure-mqtt',
        description: 'AWS IoT Core, mutual TLS',
      },
    },
    channels,
    operations,
    components: {
      schemas: { Envelope },
      messages: Object.fromEntries([
        ...messages.map((message) => [name(message.type), kafkaMessage(message)]),
        ...mqttMessages.map((message) => [`mqtt_${name(message.name)}`, mqttMessage(message)]),
      ]),
    },
  };
}
