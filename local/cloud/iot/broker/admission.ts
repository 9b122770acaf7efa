import type { ConnectPacket } from 'aedes';
import type { IotArns } from '../arns.ts';
import type { Registry } from '../registry/registry.ts';
import { destinationOf, isTopicFilter, mayBeSubscribed } from '../topics.ts';
import type { Connection } from './connection.ts';
import { LIMITS, topicTooLong } from './limits.ts';

/**
 * What AWS IoT Core refuses. Each refusal ends the connection:
 * - a denied CONNECT is answered with return code 7 (developer guide, “AWS IoT differences from MQTT 3.1.1”);
 * - a denied PUBLISH closes the connection (aws-iot-device-sdk-python-v2 issue 260);
 * - a denied SUBSCRIBE closes it too, without a SUBACK: “IoT will drop the connection in the event of an unauthorized
 *   subscription” (AWS in aws-iot-device-sdk-js issues 125 and 191). The failure code 0x80 is MQTT's own way and was
 *   not seen from AWS over MQTT 3.1.1;
 * - QoS 2 gets neither PUBACK nor SUBACK (the same guide).
 */
export interface Refused {
  readonly reason: 'AUTH_ERROR' | 'CLIENT_ERROR';
  readonly why: string;
}

const denied = (why: string): Refused => ({ reason: 'AUTH_ERROR', why });
const invalid = (why: string): Refused => ({ reason: 'CLIENT_ERROR', why });

export function refuseConnect(
  connection: Connection,
  packet: Pick<ConnectPacket, 'clientId'>,
  registry: Registry,
  arns: IotArns,
): Refused | undefined {
  const { clientId } = packet;
  if (clientId === '') return invalid('the client id is empty');
  if (Buffer.byteLength(clientId) > LIMITS.clientIdBytes) {
    return invalid(`the client id is longer than ${LIMITS.clientIdBytes} bytes`);
  }
  const certificate = registry.certificate(connection.certificateId);
  if (certificate === undefined)
    return denied(`the certificate ${connection.certificateId} is not registered`);
  if (certificate.status !== 'ACTIVE')
    return denied(`the certificate ${certificate.id} is ${certificate.status}`);
  return check(connection, 'iot:Connect', arns.client(clientId));
}

export interface PublishRequest {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payloadBytes: number;
}

export function refusePublish(
  connection: Connection,
  { topic, qos, retain, payloadBytes }: PublishRequest,
  arns: IotArns,
): Refused | undefined {
  const malformed = publishError({ topic, qos, retain, payloadBytes });
  if (malformed !== undefined) return invalid(malformed);
  return (
    check(connection, 'iot:Publish', arns.topic(topic)) ??
    (retain ? check(connection, 'iot:RetainPublish', arns.topic(topic)) : undefined)
  );
}

/** Why nobody may publish this; undefined when it is well formed. */
export function publishError({ topic, qos, retain, payloadBytes }: PublishRequest): string | undefined {
  if (qos > 1) return 'QoS 2 is not supported';
  if (payloadBytes > LIMITS.payloadBytes) {
    return `the payload has ${payloadBytes} bytes; ${LIMITS.payloadBytes} are the most`;
  }
  const destination = destinationOf(topic);
  if (destination.kind === 'reserved') return `${topic} is reserved`;
  if (destination.kind === 'basic-ingest' && retain)
    return 'a message on a reserved topic cannot be retained';
  const long = topicTooLong(destination.topic);
  return long === undefined ? undefined : `the topic has ${long}`;
}

export function refuseSubscribe(
  connection: Connection,
  { topic: filter, qos }: { readonly topic: string; readonly qos: number },
  arns: IotArns,
): Refused | undefined {
  if (qos > 1) return invalid('QoS 2 is not supported');
  if (connection.filtersInRequest > LIMITS.subscriptionsPerRequest) {
    return invalid(
      `a SUBSCRIBE has ${connection.filtersInRequest} filters; ${LIMITS.subscriptionsPerRequest} are the most`,
    );
  }
  if (!isTopicFilter(filter)) return invalid(`${filter} is no topic filter`);
  if (!mayBeSubscribed(filter)) return invalid(`${filter} cannot be subscribed to`);
  const long = topicTooLong(filter);
  if (long !== undefined) return invalid(`the topic filter has ${long}`);
  const refused = check(connection, 'iot:Subscribe', arns.topicFilter(filter));
  if (refused !== undefined) return refused;
  if (connection.subscribe(filter)) return undefined;
  return invalid(`more than ${LIMITS.subscriptions} subscriptions on one connection`);
}

function check(connection: Connection, action: string, resource: string): Refused | undefined {
  return connection.may(action, resource)
    ? undefined
    : denied(`no policy of certificate ${connection.certificateId} allows ${action} on ${resource}`);
}
