import { describe, expect, it } from 'vitest';
import { engineEnded } from '../../../../local/cloud/engines/engine-error.ts';

describe('engineEnded', () => {
  it.each([
    ['PORT_TAKEN', 'Caused by: java.net.BindException: Address already in use'],
    ['DISK_FULL', 'java.io.IOException: No space left on device'],
    ['DATA_IN_USE', 'KafkaException: Failed to acquire lock on file .lock in /data/kafka/log.'],
    [
      'DATA_DAMAGED',
      'Caused by: org.h2.mvstore.MVStoreException: Store header is corrupt: /data/sqs/queues.mv.db',
    ],
    ['ENGINE_FAILED', 'java.lang.OutOfMemoryError: Java heap space'],
  ])('gives %s for a log that says so, and shows its last lines', (code, line) => {
    const error = engineEnded(
      'Kafka',
      'ended with status 1 while it started',
      ['starting', line],
      'ENGINE_FAILED',
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(line);
    expect(error.message).toMatch(/^Kafka ended with status 1 while it started: /);
  });
});
