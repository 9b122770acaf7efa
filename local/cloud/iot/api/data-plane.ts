import { AwsError, type AwsRequest } from '../../core/aws-endpoint.ts';
import type { Cloud } from '../../core/cloud.ts';
import type { IotArns } from '../arns.ts';
import { publishError } from '../broker/admission.ts';
import type { Operation } from './rest.ts';

/** A message that came over HTTP. */
export interface ApiMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Who published it. */
  readonly principal: string;
}

/** What only MQTT 5 has and the local broker does not. */
const MQTT_5 = ['contentType', 'responseTopic', 'messageExpiry'];

/** The data plane (signing name `iotdata`): answers when the broker has taken the message, not when it arrived. */
export function dataPlaneOperations(
  cloud: Cloud,
  arns: IotArns,
  publish: (message: ApiMessage) => void,
): Operation[] {
  const run: Operation['run'] = async (request, topic = '') => {
    const payload = request.body;
    const qos = Number(request.query.get('qos') ?? 0);
    const retain = request.query.get('retain') === 'true';
    refuseMqtt5(request);
    const malformed = publishError({ topic, qos, retain, payloadBytes: payload.length });
    if (malformed !== undefined) throw new AwsError('InvalidRequestException', malformed);
    cloud.endpoint.authorize(request, 'iot:Publish', arns.topic(topic));
    if (retain) cloud.endpoint.authorize(request, 'iot:RetainPublish', arns.topic(topic));
    const principal = request.identity?.accessKeyId ?? cloud.account;
    publish({ topic, payload, qos: qos === 0 ? 0 : 1, retain, principal });
  };
  return [{ method: 'POST', path: '/topics/{}', run }];
}

function refuseMqtt5({ query, headers }: AwsRequest): void {
  const asked = MQTT_5.filter((name) => query.has(name));
  if (asked.length > 0 || 'x-amz-mqtt5-user-properties' in headers) {
    throw new AwsError(
      'InvalidRequestException',
      `the local broker speaks MQTT 3.1.1, without ${asked.join(', ') || 'user properties'}`,
    );
  }
}
