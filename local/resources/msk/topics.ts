import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { LocalCloudError } from '../../cloud/local-cloud-error.ts';

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** What one broker without tiered storage cannot do. */
const REPLICAS = 'min.insync.replicas';
const TIERED = /^(remote\.|local\.retention\.)/;

/** The settings that one broker can have: nothing is replicated, and everything is kept locally. */
export function localSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([name]) => !TIERED.test(name))
      .map(([name, value]) => [name, name === REPLICAS ? '1' : value]),
  );
}

/** The topic of the last start on this data directory gets the settings and partitions that the template has now. */
async function adjust(
  admin: Admin,
  { name, partitions }: Topic,
  settings: Record<string, string>,
): Promise<void> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  const present = topics[0]?.partitions.length ?? 0;
  if (present > partitions)
    throw new LocalCloudError(
      'DATA_DIRECTORY',
      `the data directory has ${name} with ${present} partitions, and partitions cannot be taken away; start with another`,
    );
  if (present < partitions)
    await admin.createPartitions({ topicPartitions: [{ topic: name, count: partitions }] });
  const configEntries = Object.entries(settings).map(([key, value]) => ({ name: key, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
  });
}

/** Makes the topic on the one broker. Throws LocalCloudError (DATA_DIRECTORY) when it is there with more partitions. */
export async function makeTopic(admin: Admin, topic: Topic): Promise<void> {
  const settings = localSettings(topic.settings);
  const isNew = await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic: topic.name,
        numPartitions: topic.partitions,
        replicationFactor: 1,
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      },
    ],
  });
  if (!isNew) await adjust(admin, topic, settings);
}
