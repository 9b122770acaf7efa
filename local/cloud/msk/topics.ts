import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { createTopics } from '../engines/create-topics.ts';
import { ConfigResourceTypes } from './kafkajs-enums.ts';
import { topicSetting } from './settings.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * The settings that one broker can have: nothing is replicated, and everything is kept locally. What has no effect is
 * left to the broker's own defaults.
 */
function entries(settings: Topic['settings']): { name: string; value: string }[] {
  return Object.entries(settings)
    .filter(([name]) => topicSetting(name) === 'emulated')
    .map(([name, value]) => ({ name, value }));
}

async function create(admin: Admin, topics: readonly Topic[]): Promise<void> {
  await createTopics(
    admin,
    topics.map(({ name, partitions, settings }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: 1,
      configEntries: entries(settings),
    })),
  );
}

/** The topic of the last start on this data directory gets the settings and partitions that the template has now. */
async function adjust(admin: Admin, { name, partitions, settings }: Topic): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const present = topics[0]?.partitions.length ?? 0;
  if (present > partitions)
    throw new LocalCloudError(
      'DATA_DIRECTORY',
      `the data directory has ${name} with ${present} partitions, and partitions cannot be taken away; start with another`,
    );
  if (present < partitions)
    await admin.createPartitions({ topicPartitions: [{ topic: name, count: partitions }] });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries: entries(settings) }],
  });
}

/** Makes topics on the one broker: those that are asked for in one turn in one request, one request at a time. */
export class TopicMaker {
  private readonly admin: () => Promise<Admin>;
  private waiting: Topic[] = [];
  private batch: Promise<void> | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(admin: () => Promise<Admin>) {
    this.admin = admin;
  }

  /** Throws a LocalCloudError (DATA_DIRECTORY) when the topic is there with more partitions. */
  make(topic: Topic): Promise<void> {
    this.waiting.push(topic);
    this.batch ??= this.run();
    return this.batch;
  }

  private async run(): Promise<void> {
    await nextTurn();
    const topics = this.waiting;
    this.waiting = [];
    this.batch = undefined;
    const made = this.last.then(() => this.makeAll(topics));
    this.last = made.catch(() => undefined);
    await made;
  }

  private async makeAll(topics: readonly Topic[]): Promise<void> {
    const admin = await this.admin();
    const present = new Set(await admin.listTopics());
    await create(
      admin,
      topics.filter(({ name }) => !present.has(name)),
    );
    for (const topic of topics) if (present.has(topic.name)) await adjust(admin, topic);
  }
}
