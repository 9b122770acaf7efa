import { RoleRequirements } from '../../../local/cloud/iam/role-requirements.ts';
import type { CommandContract, TopicContract } from '../../../shared/contracts/define.ts';
import { headers } from '../../../shared/contracts/envelope.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import { type Means, OF_NO_CONCERN, type TopicRecord } from './means.ts';

/** Some of a role's work: throws when it was not done. */
export type Exercise = () => Promise<unknown>;
/** By the names of functions; other roles by a part of their names. */
export type Exercises = Readonly<Record<string, readonly Exercise[]>>;

export const POSITION = { latitude: 42.53, longitude: 1.56, accuracyMetres: 4 };
const sealed = 'enc.v1.q83vEjRWeJ0.3q2-7w';
export const SEALED = { name: sealed, birthDate: sealed, email: sealed, phone: sealed };
export const garbage = (topic: string): TopicRecord => ({ topic, key: 'garbage', value: 'garbage' });
export const toTopic = (topic: string): Delivery => ({ to: 'topic', topic, key: 'k', value: OF_NO_CONCERN });

export type Triggers = ReturnType<typeof triggersOf>;

/** What sets functions to work, in ways that several of them share. */
export function triggersOf(means: Means) {
  const { cloud, world } = means;

  /** A record that is older than its mapping allows: read, and given up to Lambda's dead letters. */
  const tooOld =
    (name: string): Exercise =>
    async () => {
      await Promise.all(
        means.mappings(name).map(async ({ id, source, discarded }) => {
          await means.write({ topic: source, key: 'old', value: OF_NO_CONCERN }, '1');
          await means.until(`${source} was read by ${name}`, () => means.mapping(id).discarded > discarded);
        }),
      );
    };
  /** The word that a letter of the topic, which blocks, is given up: nobody waits for it any more. */
  const givenUp =
    (name: string, { name: topic }: TopicContract): Exercise =>
    async () => {
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      const record = {
        topic,
        partition: 0,
        offset: 1,
        timestamp: means.cloud.clock.now(),
        key: base64(means.newId('letter')),
        value: base64(OF_NO_CONCERN),
        headers: [{ [headers.discarded]: [...Buffer.from('true')] }],
      };
      await means.invoke(name, { eventSource: 'aws:kafka', records: { [`${topic}-0`]: [record] } });
    };
  /** A batch through each queue of a function: as many messages as fill it, where it has a window. */
  const queued =
    (name: string, body: () => unknown, messages = 1): Exercise =>
    async () => {
      for (const { id, eventSourceArn, records } of means.mappings(name)) {
        const deleted = means.deletedBy(name);
        await Promise.all(
          Array.from({ length: messages }, async () => await means.send(eventSourceArn, body())),
        );
        await means.until(`${name} got a message`, () => means.mapping(id).records > records);
        await means.until(`a message of ${name} was deleted`, () => deleted.happened());
        deleted.end();
      }
    };
  /** An asynchronous invocation that fails: it goes to the dead letters of invocations. */
  const fails =
    (name: string): Exercise =>
    async () => {
      const counters = () => cloud.journal.counters()[`functions.${name}.lost`] ?? 0;
      const lost = counters();
      const written = means.sentBy(name);
      await means.functions.invoke(name, { Records: 5 }, { source: 'operator', async: true });
      await means.until(`${name} has failed for good`, () => written.happened() || counters() > lost);
      written.end();
    };
  /** Answers the status; throws for one that says that it did not work. */
  const request = async (
    kind: 'rider' | 'operator',
    id: string,
    method: string,
    path: string,
    body?: unknown,
    fine: readonly number[] = [404],
  ): Promise<number> => {
    const headers = {
      prefer: 'wait=0',
      ...(method === 'GET' ? {} : { 'idempotency-key': means.newId('key') }),
    };
    const answer = await world.client.as(kind, id, method, path, body, headers);
    // The same request again is answered with its outcome, which is an example of the documents.
    if (answer.status === 202 && world.isRecorded)
      await world.client.as(kind, id, method, path, body, { ...headers, prefer: 'wait=10' });
    if (answer.status >= 400 && !fine.includes(answer.status))
      throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.status;
  };
  /** What is left behind is delivered by the next round. */
  const swept = async (
    name: string,
    aggregate: string,
    outputs: readonly Delivery[],
    due: Parameters<Means['leaveBehind']>[3] = [],
  ): Promise<void> => {
    await means.leaveBehind(name, aggregate, outputs, due);
    await means.invoke(name, {});
    const left = await means.undelivered(name, aggregate);
    if (left > 0) throw new Error(`${name} has left ${left} operations of ${aggregate} undelivered`);
  };
  const timer = (contract: CommandContract, data: Record<string, string>, atMs: number) => ({
    id: means.newId('op_timer'),
    at: instant(cloud.clock.now() + atMs),
    type: contract.type,
    topic: contract.topic.name,
    key: data['vin'] ?? '',
    data,
    expiresAfterSeconds: contract.expiresAfterSeconds,
  });
  /** What services look up when they make resources, looked up again. */
  const deployed: Exercise = async () => {
    const unmet = cloud.part(RoleRequirements).unmet();
    if (unmet.length > 0) throw new Error(await Promise.resolve(unmet.join('\n')));
  };
  return { tooOld, givenUp, queued, fails, request, swept, timer, deployed };
}
