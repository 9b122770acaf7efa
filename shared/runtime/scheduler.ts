import { violations } from '../contracts/validate.ts';
import type { CarReach } from './car-reach.ts';
import { TIMER_CHECK } from './check-names.ts';
import type { Domain, DomainEvent, Message } from './domain.ts';
import { logger, measure } from './observability.ts';
import { sourceOf } from './operations/envelopes.ts';
import { arm, fire, sweep } from './operations/sweep.ts';
import { TimerMessage } from './operations/timers.ts';
import { eachMessage, type QueueEvent, type QueueResponse } from './queue-event.ts';
import type { RoomDeclaration } from './room.ts';
import { declarationOf, type RoomWork, roomWork } from './room-function.ts';
import { now, regionOf } from './room-table.ts';

/**
 * The handler of a room's scheduler. Every minute it delivers what dead functions left behind and hands what is due soon to
 * the timers queue; a message of that queue becomes its command.
 */
export function scheduler<State, In extends Message, Event extends DomainEvent>(setup: {
  readonly room: RoomDeclaration;
  readonly functionName: string;
  readonly domain: Domain<State, In, Event>;
  /** Of a function that speaks to cars. */
  readonly cars?: CarReach;
}): (event: Partial<QueueEvent>) => Promise<QueueResponse | undefined> {
  const { room, functionName, domain, cars } = setup;
  const declaration = declarationOf(room, functionName);
  const source = sourceOf(regionOf(), room.name);
  let work: RoomWork<In> | undefined;

  return async ({ Records }) => {
    work ??= roomWork(room, declaration, domain, cars);
    if (Records === undefined) {
      await everyMinute(work);
      return undefined;
    }
    const { outbox } = work;
    const response = await eachMessage(
      { Records },
      (body) => fire(timerIn(body), outbox, source, now()),
      (messageId, error) =>
        logger.error('A timer failed and will be retried', { messageId, error: error as Error }),
    );
    measure({ TimersFired: Records.length - response.batchItemFailures.length });
    return response;
  };
}

async function everyMinute<In extends Message>({ store, outbox, operations }: RoomWork<In>): Promise<void> {
  const { delivered, failures } = await sweep(store, operations, now());
  for (const error of failures) {
    logger.error('What was left behind could not be delivered', { error: error as Error });
  }
  const armed = await arm(store, outbox, now());
  measure({ OperationsSwept: delivered, TimersArmed: armed });
}

function timerIn(body: string): TimerMessage {
  const value: unknown = JSON.parse(body);
  const [wrong] = violations(TIMER_CHECK, TimerMessage, value);
  if (wrong === undefined) return value as TimerMessage;
  throw new TypeError(`This is no timer: ${wrong.path} ${wrong.message}`);
}
