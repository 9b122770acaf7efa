/** The ARNs of AWS IoT resources in one account and region. */
export interface IotArns {
  readonly thing: (name: string) => string;
  readonly certificate: (id: string) => string;
  readonly policy: (name: string) => string;
  readonly thingType: (name: string) => string;
  readonly rule: (name: string) => string;
  readonly destination: (id: string) => string;
  /** Of a client id: what `iot:Connect` is about. */
  readonly client: (id: string) => string;
  /** What `iot:Publish` and `iot:Receive` are about. */
  readonly topic: (topic: string) => string;
  /** What `iot:Subscribe` is about. */
  readonly topicFilter: (filter: string) => string;
}

export function iotArns(region: string, account: string): IotArns {
  const arn =
    (kind: string) =>
    (name: string): string =>
      `arn:aws:iot:${region}:${account}:${kind}/${name}`;
  return {
    thing: arn('thing'),
    certificate: arn('cert'),
    policy: arn('policy'),
    thingType: arn('thingtype'),
    rule: arn('rule'),
    destination: arn('ruledestination/vpc'),
    client: arn('client'),
    topic: arn('topic'),
    topicFilter: arn('topicfilter'),
  };
}

/** The id in a certificate's ARN; undefined when it is the ARN of something else. */
export function certificateIdOf(arn: string): string | undefined {
  return /^arn:aws:iot:[^:]+:[^:]+:cert\/([0-9a-f]{64})$/.exec(arn)?.[1];
}
