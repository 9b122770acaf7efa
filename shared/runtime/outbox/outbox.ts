import { type Instant, milliseconds } from '../../kernel/time.ts';
import type { Publisher } from '../kafka/producer.ts';
import type { Delivery, Outbox } from '../operations/delivery.ts';
import { LONGEST_DELAY_SECONDS } from '../operations/timers.ts';

/** The receivers of deliveries. A function has those of its declaration. */
export interface Receivers {
  readonly publisher: Publisher;
  readonly cars?: { publish(topic: string, payload: string): Promise<void> } | undefined;
  readonly ports?: { ask(port: string, body: string): Promise<void> } | undefined;
  readonly timers?: { set(body: string, delaySeconds: number): Promise<void> } | undefined;
  readonly now: () => Instant;
}

/** Sends to different receivers at the same time. Deliveries to the same one keep their order. */
export function outboxOf(receivers: Receivers): Outbox {
  const { publisher, now } = receivers;
  const cars = () => declared(receivers.cars, 'publishToCars');
  const ports = () => declared(receivers.ports, 'askPorts');
  const timers = () => declared(receivers.timers, 'setTimers');
  return {
    deliver: async (deliveries) => {
      const of = <To extends Delivery['to']>(to: To) =>
        deliveries.filter((delivery): delivery is Extract<Delivery, { to: To }> => delivery.to === to);
      const topics = Map.groupBy(of('topic'), ({ topic }) => topic);
      await allSettled([
        ...[...topics].map(([topic, records]) => publisher.send(topic, records)),
        inOrder(of('car'), ({ topic, payload }) => cars().publish(topic, payload)),
        inOrder(of('port'), ({ port, body }) => ports().ask(port, body)),
        inOrder(of('timer'), ({ at, body }) => timers().set(body, delaySeconds(now(), at))),
      ]);
    },
  };
}

function delaySeconds(now: Instant, at: Instant): number {
  const seconds = Math.ceil((milliseconds(at) - milliseconds(now)) / 1000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
}

function declared<Receiver>(receiver: Receiver | undefined, permission: string): Receiver {
  if (receiver !== undefined) return receiver;
  throw new Error(`This function has nothing to send with: its declaration lacks ${permission}`);
}

async function inOrder<Item>(items: readonly Item[], send: (item: Item) => Promise<void>): Promise<void> {
  for (const item of items) await send(item);
}

/** Waits for all, even when one has failed, so that nothing is still running when the caller gets the result. */
async function allSettled(sending: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(sending)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
