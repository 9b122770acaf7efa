import { Fn } from 'aws-cdk-lib';

/** ARNs of topics and groups in the cluster. They are made from the cluster's ARN, which has an id that MSK assigns. */
export class KafkaArns {
  readonly cluster: string;
  private readonly prefix: string;
  private readonly nameAndId: string;

  constructor(clusterArn: string) {
    const parts = Fn.split(':cluster/', clusterArn);
    this.cluster = clusterArn;
    this.prefix = Fn.select(0, parts);
    this.nameAndId = Fn.select(1, parts);
  }

  topic(name: string): string {
    return `${this.prefix}:topic/${this.nameAndId}/${name}`;
  }

  /** A consumer group; `*` stands for any text. */
  group(name: string): string {
    return `${this.prefix}:group/${this.nameAndId}/${name}`;
  }
}
