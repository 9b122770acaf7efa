import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rooms } from '../../../functions/rooms.ts';
import { Clusters } from '../../../local/cloud/msk/clusters.ts';
import { deadLetters, lambdaDeadLetters } from '../../../shared/contracts/platform/platform.ts';
import { ridersEvents } from '../../../shared/contracts/riders/riders.ts';
import { type Means, OF_NO_CONCERN } from './means.ts';
import type { Exercise, Exercises, Triggers } from './triggers.ts';

/** What the functions that belong to no room do. */
export function platformWork(means: Means, { deployed, fails, request }: Triggers): Exercises {
  const { cloud, world } = means;
  const consumed = [
    ...new Set(
      rooms.flatMap(({ functions }) =>
        functions.flatMap(({ consumes = [] }) => consumes.map(({ topic }) => topic)),
      ),
    ),
  ];
  const redriven: Exercise = async () => {
    const key = means.newId('letter');
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const letter = (topic: string, of: string): string =>
      JSON.stringify({
        reason: 'UNDECODABLE',
        detail: 'test',
        consumer: 'test',
        time: means.now,
        source: { topic, partition: 0, offset: '1', timestamp: 1 },
        key: base64(of),
        value: base64(OF_NO_CONCERN),
        headers: [],
      });
    for (const { name } of consumed)
      await means.write({ topic: deadLetters.name, key, value: letter(name, key) });
    for (const { name: topic } of [deadLetters, lambdaDeadLetters])
      await means.write({
        topic,
        key: 'kept',
        value: topic === deadLetters.name ? letter(ridersEvents.name, 'kept') : '{}',
      });
    const { sent } = (await means.invoke('platform-redrive', { key })) as { sent: number };
    if (sent !== consumed.length) throw new Error(`${sent} letters were redriven, not ${consumed.length}`);
  };
  const lettersRead: Exercise = async () => {
    await request('operator', 'o', 'GET', '/v1/dead-letters');
    await request('operator', 'o', 'POST', '/v1/dead-letters/redrive', {
      letters: { key: means.newId('none') },
      reason: 'test',
    });
  };
  /** Asks a custom resource's function as CloudFormation does. */
  const asked = async (name: string, ResourceProperties: object): Promise<void> => {
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => (body += String(chunk)));
      incoming.on('end', () => {
        status = (JSON.parse(body) as { Status: string }).Status;
        outgoing.end();
      });
    });
    let status = '';
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port: answers } = server.address() as AddressInfo;
    try {
      await means.invoke(name, {
        RequestType: 'Update',
        ResponseURL: `http://127.0.0.1:${answers}/`,
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        ResourceProperties,
      });
    } finally {
      server.close();
    }
    if (status !== 'SUCCESS') throw new Error(`the custom resource answered ${status}`);
  };
  const brokersFound: Exercise = () =>
    asked('platform-bootstrap-brokers', { ClusterArn: cloud.part(Clusters).cluster?.arn });
  const filesPut: Exercise = async () => {
    await asked('platform-site-files', {
      Bucket: `roadstream-site-${cloud.account}-${cloud.region}`,
      Config: '{}',
    });
    const { status } = await fetch(`${world.client.url}/console/`);
    if (status !== 200) throw new Error(`the console was answered with ${status}`);
  };
  return {
    'platform-http': [async () => await request('operator', 'o', 'GET', '/health'), lettersRead],
    'platform-redrive': [redriven, fails('platform-redrive'), deployed],
    'platform-token-scopes': [
      async () => void (await world.client.token('rider', means.newId('token'))),
      async () => void (await world.client.token('operator', means.newId('token'))),
    ],
    'platform-bootstrap-brokers': [brokersFound],
    'platform-site-files': [filesPut],
  };
}
