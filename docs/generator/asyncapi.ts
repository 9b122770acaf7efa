import { messages, mqttMessages, socketMessages, topics } from '../../shared/contracts/catalogue.ts';
import type { MessageContract, MqttContract, SocketContract } from '../../shared/contracts/define.ts';
import { Envelope } from '../../shared/contracts/envelope.ts';
import { SUBPROTOCOL } from '../../shared/contracts/realtime/realtime.ts';
import { CONTACT } from './openapi.ts';
import { receivedRecords } from './received.ts';
import { inAsyncApi } from './schemas.ts';

/** Topics of Kafka and MQTT, and the WebSocket, as AsyncAPI 3.1, from the message contracts. */

const records = receivedRecords();

const name = (text: string): string => text.replaceAll(/[^A-Za-z0-9]+/g, '_');

function envelopeOf(contract: MessageContract): object {
  return {
    allOf: [
      { $ref: '#/components/schemas/Envelope' },
      {
        type: 'object',
        properties: { type: { const: contract.type }, data: inAsyncApi.schema(contract.data) },
      },
    ],
  };
}

/** A record that a test read from the topic; without one, what is in the contract. */
function recordExample({ type, example }: MessageContract): object {
  const received = records[type];
  return received === undefined
    ? { name: 'data', payload: { type, data: example } }
    : { name: 'record', payload: received.envelope };
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
    ...(contract.kind === 'event' ? { 'x-heard-by': contract.heardBy } : {}),
    examples: [recordExample(contract)],
  };
}

function mqttMessage(contract: MqttContract): object {
  return {
    name: contract.name,
    summary: contract.description,
    contentType: contract.name === 'commands' ? 'application/jose' : 'application/json',
    payload: inAsyncApi.schema(contract.payload),
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

function socketMessage(contract: SocketContract): object {
  return {
    name: contract.name,
    summary: contract.description,
    contentType: 'application/json',
    payload: inAsyncApi.schema(contract.payload),
    examples: [{ name: 'payload', payload: contract.example }],
  };
}

const socketName = (contract: SocketContract): string => `socket_${name(contract.name)}`;

/** One connection, on which both sides speak. */
const socketChannel = (): object => ({
  address: '/live',
  title: 'What apps hear at once',
  description:
    'Opened with a ticket of `POST /v1/realtime/tickets`, which also says the URL: `new WebSocket(url, [protocol, ticket])`.',
  servers: [{ $ref: '#/servers/socket' }],
  messages: Object.fromEntries(
    socketMessages.map((message) => [message.name, { $ref: `#/components/messages/${socketName(message)}` }]),
  ),
  bindings: {
    ws: {
      method: 'GET',
      headers: {
        type: 'object',
        required: ['Sec-WebSocket-Protocol'],
        properties: {
          'Sec-WebSocket-Protocol': {
            type: 'string',
            description: `\`${SUBPROTOCOL}\`, and beside it the ticket`,
          },
        },
      },
    },
  },
});

/** From the platform's side: what clients say is received. */
function socketOperations(): [string, object][] {
  return (['up', 'down'] as const).map((direction) => [
    direction === 'up' ? 'socket_receive' : 'socket_send',
    {
      action: direction === 'up' ? 'receive' : 'send',
      summary: direction === 'up' ? 'What apps say' : 'What apps hear',
      description:
        direction === 'up'
          ? 'An app keeps its connection alive, and requests what it missed.'
          : 'Each push in order, once a connection; answers to what the app says.',
      tags: [{ name: 'pushes' }],
      channel: { $ref: '#/channels/socket' },
      messages: socketMessages
        .filter((message) => message.direction === direction)
        .map((message) => ({ $ref: `#/channels/socket/messages/${message.name}` })),
    },
  ]);
}

const TAGS = [
  { name: 'cars', description: 'MQTT between cars and the platform' },
  { name: 'rooms', description: 'Kafka topics of the platform’s rooms' },
  { name: 'pushes', description: 'The WebSocket of apps' },
];

export function asyncApi(): object {
  const channels = Object.fromEntries([
    ...kafkaChannels(),
    ...mqttChannels(),
    ['socket', socketChannel()] as const,
  ]);
  const operations = Object.fromEntries([
    ...mqttMessages.map((message) => [
      `mqtt_${name(message.name)}`,
      {
        // From the platform's side: what goes up is received.
        action: message.direction === 'up' ? 'receive' : 'send',
        summary: message.description,
        description:
          message.direction === 'up'
            ? 'A car publishes it. The platform’s rule takes it.'
            : 'The platform publishes it. The car subscribes to it.',
        tags: [{ name: 'cars' }],
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
          summary: topic.description,
          description: topic.name.endsWith('.commands')
            ? 'The room decides each command once, whoever sent it.'
            : 'The room publishes what it has decided. Any other may read it.',
          tags: [{ name: 'rooms' }],
          channel: { $ref: `#/channels/${name(topic.name)}` },
        },
      ]),
    ...socketOperations(),
  ]);
  const parts = {
    messages: Object.fromEntries([
      ...messages.map((message) => [name(message.type), kafkaMessage(message)]),
      ...mqttMessages.map((message) => [`mqtt_${name(message.name)}`, mqttMessage(message)]),
      ...socketMessages.map((message) => [socketName(message), socketMessage(message)]),
    ]),
  };
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Roadstream',
      version: '1.0.0',
      description:
        'What is written to Kafka, what cars and platform say over MQTT, and what apps hear over a WebSocket.',
      contact: CONTACT,
      license: { name: 'Apache-2.0' },
      tags: TAGS,
    },
    servers: {
      kafka: { host: 'bootstrap.example:9098', protocol: 'kafka-secure', description: 'Amazon MSK, IAM' },
      mqtt: {
        host: 'endpoint.example:8883',
        protocol: 'secure-mqtt',
        description: 'AWS IoT Core, mutual TLS',
      },
      socket: {
        host: 'abcdef1234.execute-api.eu-west-1.amazonaws.com',
        protocol: 'wss',
        description: 'Amazon API Gateway; `npm start`: ws://127.0.0.1:8080',
      },
    },
    channels,
    operations,
    components: {
      ...parts,
      schemas: { ...inAsyncApi.components(parts), Envelope },
    },
  };
}
