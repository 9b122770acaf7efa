import { describe, expect, it } from 'vitest';
import { externalEngines } from '../../../../local/cloud/engines/external-engines.ts';

describe('externalEngines', () => {
  it('given none of its variables, then there are none', () => {
    expect(externalEngines({ PATH: '/bin' })).toEqual({
      kafka: undefined,
      dynamodb: undefined,
      sqs: undefined,
    });
  });

  it.each([
    ['only one listener of Kafka', { KAFKA_BROKERS: 'localhost:9092' }, 'KAFKA_BROKERS_IAM is not set'],
    ['a broker without a port', { KAFKA_BROKERS: 'localhost' }, "KAFKA_BROKERS is 'localhost'"],
    [
      'an endpoint that is no address',
      { DYNAMODB_ENDPOINT: 'localhost:8000' },
      "DYNAMODB_ENDPOINT is 'localhost:8000'",
    ],
    ['an endpoint of another protocol', { SQS_ENDPOINT: 'ftp://localhost' }, 'SQS_ENDPOINT'],
  ])('given %s, then it says what to write', (_, environment, message) => {
    expect(() => externalEngines(environment)).toThrow(
      expect.objectContaining({ code: 'EXTERNAL_ENGINE', message: expect.stringContaining(message) }),
    );
  });
});
