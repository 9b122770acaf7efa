import { createHash } from 'node:crypto';
import type { OutgoingRecord } from '../../../../../shared/runtime/kafka/producer.ts';
import type { KafkaRecord } from '../../../../../shared/runtime/kafka/records.ts';

/** Kafka, as far as the protocol sees it: topics of partitions, keys that stay in one. */
export class Log {
  readonly partitions: number;
  private readonly topics = new Map<string, KafkaRecord[][]>();

  constructor(partitions: number) {
    this.partitions = partitions;
  }

  append(topic: string, record: OutgoingRecord, timestamp: number): void {
    const key = bytes(record.key);
    const partition = record.partition ?? this.partitionOf(key);
    const records = this.partition(topic, partition);
    records.push({
      topic,
      partition,
      offset: records.length,
      timestamp,
      key,
      value: bytes(record.value),
      headers: Object.entries(record.headers ?? {}).flatMap(([name, value]) =>
        [value].flat().map((one) => ({ name, value: bytes(one) ?? Buffer.alloc(0) })),
      ),
    });
  }

  partition(topic: string, partition: number): KafkaRecord[] {
    const partitions = this.topics.get(topic) ?? Array.from({ length: this.partitions }, () => []);
    this.topics.set(topic, partitions);
    return partitions[partition] ?? [];
  }

  /** All records of a topic, partition after partition. */
  all(topic: string): KafkaRecord[] {
    return Array.from({ length: this.partitions }, (_, n) => this.partition(topic, n)).flat();
  }

  private partitionOf(key: Buffer | undefined): number {
    return (
      (createHash('sha256')
        .update(key ?? '')
        .digest()[0] ?? 0) % this.partitions
    );
  }
}

function bytes(value: string | Buffer | null): Buffer | undefined {
  return value === null ? undefined : Buffer.from(value);
}
