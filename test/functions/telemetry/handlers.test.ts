import '../../../shared/contracts/compile.ts';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { twins } from '../../../functions/telemetry/domain.ts';
import { deferralsOf } from '../../../shared/runtime/folding/deferral.ts';
import type { HttpEvent, HttpResult } from '../../../shared/runtime/http/event.ts';
import type { BatchResponse, KafkaEvent } from '../../../shared/runtime/kafka/records.ts';
import { ownName, sharedEngine } from '../../engines/shared.ts';
import { bodyOf, invoked, request } from '../a-request.ts';
import { roomTable } from '../room-table.ts';

/** The room's functions with a real table and a real queue. */

const VIN = 'WRS00001X0T000001';
let sqs: SQSClient;
let queueUrl: string;
let table: Awaited<ReturnType<typeof roomTable>>;
let fold: (event: KafkaEvent) => Promise<BatchResponse>;
let deferred: (event: { Records: { messageId: string; body: string }[] }) => Promise<unknown>;
let http: (event: HttpEvent) => Promise<HttpResult>;

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  const queues = await sharedEngine('sqs');
  process.env['AWS_ENDPOINT_URL_SQS'] = queues.endpoint;
  sqs = new SQSClient({});
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: ownName('deferred') }));
  queueUrl = QueueUrl;
  process.env['ROADSTREAM_PORT_QUEUE_URLS'] = JSON.stringify({ deferred: QueueUrl });
  ({ handler: fold } = await import('../../../functions/telemetry/fold.handler.ts'));
  ({ handler: deferred } = await import('../../../functions/telemetry/deferred.handler.ts'));
  http = invoked((await import('../../../functions/telemetry/http.handler.ts')).handler);
});
afterAll(() => {
  sqs.destroy();
  table.client.destroy();
});

let offset = 0;
const batchOf = (...samples: object[]): KafkaEvent => ({
  eventSource: 'aws:kafka',
  records: {
    'cars.telemetry-3': samples.map((sample) => ({
      topic: 'cars.telemetry',
      partition: 3,
      offset: offset++,
      timestamp: Date.parse('2026-01-31T09:01:00.000Z'),
      key: Buffer.from(VIN).toString('base64'),
      value: Buffer.from(JSON.stringify(sample)).toString('base64'),
      headers: [],
    })),
  },
});

const twin = (vin = VIN) =>
  http(request('GET /v1/vehicles/{vin}/twin', { kind: 'operator', id: 'eva' }, { pathParameters: { vin } }));

describe('a sample', () => {
  it('comes from Kafka into the twin that operators read', async () => {
    const response = await fold(
      batchOf(
        { time: '2026-01-31T09:00:00.000Z', speedKmh: 50, chargePercent: 80 },
        { time: '2026-01-31T09:00:10.000Z', speedKmh: 52, chargePercent: -29 },
      ),
    );

    expect(response).toEqual({ batchItemFailures: [] });
    expect(bodyOf(await twin())).toEqual({
      vin: VIN,
      time: '2026-01-31T09:00:10.000Z',
      fields: {
        speedKmh: { value: 52, time: '2026-01-31T09:00:10.000Z', validity: 'valid' },
        chargePercent: {
          value: 80,
          time: '2026-01-31T09:00:00.000Z',
          validity: 'invalid',
          invalid: { raw: -29, time: '2026-01-31T09:00:10.000Z' },
        },
      },
    });
  });

  it('that is put off waits in the queue, and is written when it comes out', async () => {
    await fold(batchOf({ time: '2026-01-31T09:00:20.000Z', speedKmh: 54 }));

    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessagesDelayed'],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
    expect(bodyOf(await twin())).toMatchObject({ fields: { speedKmh: { value: 52 } } });

    const time = Date.parse('2026-01-31T09:00:20.000Z');
    const read = { time, fields: { speedKmh: { valid: { value: 54, time } } } };
    const [{ body } = { body: '' }] = deferralsOf(twins, [[VIN, read]]);
    const response = await deferred({
      Records: [
        { messageId: 'good', body },
        { messageId: 'bad', body: 'nonsense' },
      ],
    });

    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(bodyOf(await twin())).toMatchObject({ fields: { speedKmh: { value: 54 } } });
  });
});

describe('a twin', () => {
  it('of a car that was never heard of is unknown', async () => {
    const outcome = await twin('WRS0000180T000002');

    expect(outcome.statusCode).toBe(404);
    expect(bodyOf(outcome)).toMatchObject({
      code: 'VEHICLE_NOT_REPORTED',
      title: 'No reading of this vehicle has come yet',
      retry: 'later',
    });
  });
});

describe('positions', () => {
  it('are the last valid values of several cars, without those that have not reported', async () => {
    const position = { latitude: 42.5, longitude: 1.5, headingDegrees: 87 };
    await fold(
      batchOf(
        { time: '2026-01-31T09:02:00.000Z', position, speedKmh: 31, engineOn: true, chargePercent: 55 },
        { time: '2026-01-31T09:02:10.000Z', position: { latitude: 123 }, chargePercent: -4 },
      ),
    );
    const outcome = await http(
      request(
        'GET /v1/fleet/positions',
        { kind: 'operator', id: 'eva' },
        { queryStringParameters: { vins: `WRS0000180T000002,${VIN}` } },
      ),
    );
    expect(outcome.statusCode).toBe(200);
    expect(bodyOf(outcome)).toMatchObject({
      positions: [{ vin: VIN, position, speedKmh: 31, engineOn: true, chargePercent: 55 }],
    });
  });

  it('are for 1 to 100 VINs', async () => {
    for (const vins of ['', 'AND 1001', Array.from({ length: 101 }, () => VIN).join(',')]) {
      const outcome = await http(
        request(
          'GET /v1/fleet/positions',
          { kind: 'operator', id: 'eva' },
          { queryStringParameters: { vins } },
        ),
      );
      expect(bodyOf(outcome)).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    }
  });
});
