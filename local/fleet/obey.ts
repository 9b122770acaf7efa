import { createHash } from 'node:crypto';
import type { CarAction, Fault } from '../../shared/contracts/car.ts';
import { instant } from '../../shared/kernel/time.ts';
import { type Answer, type Car, record, type Surroundings, statusOf, stepOf } from './car.ts';
import { checkCommand } from './command-check.ts';
import { expectDriver, sendDriverAway, showAtOnce } from './driver.ts';
import { type ReadCommand, readSignedCommand } from './signed-command.ts';

/** Answers that are remembered, so that a command that comes again gets its first one. */
const REMEMBERED_ANSWERS = 64;
/** Once so many events wait for the platform, answers that it has had, or could not place, are not added to them. */
const LONGEST_QUEUE_FOR_REPETITIONS = 16;

/**
 * Takes the bytes of a signed command: executes it at once or refuses it, and says so in a numbered event. A command
 * that was answered before is answered the same again, and never executed a second time.
 */
export function obey(car: Car, bytes: Uint8Array, now: number, surroundings: Surroundings): Car {
  const digest = createHash('sha256').update(bytes).digest('base64url');
  const same = car.answers.find((answer) => answer.digest === digest);
  if (same !== undefined) return answerAgain(car, same, now);
  const reading = readSignedCommand(bytes, surroundings.keys);
  if ('fault' in reading) return refuseUnread(car, reading.fault, now);
  const { command } = reading;
  const executed = car.answers.find(
    (answer) => answer.commandId === command.id && answer.result === 'executed',
  );
  if (executed !== undefined && command.vin === car.vin) return answerAgain(car, executed, now);

  const moving = car.motion.kind === 'driving';
  const { vin, session, counters } = car;
  const verdict = checkCommand(command, { vin, session, counters, moving }, now);
  const counted: Car = { ...car, counters: verdict.counters };
  return 'fault' in verdict
    ? answer(counted, command, digest, { result: 'refused', fault: verdict.fault }, now)
    : answer(
        execute(counted, verdict.action, now, surroundings),
        command,
        digest,
        { result: 'executed' },
        now,
      );
}

function execute(car: Car, action: CarAction, now: number, surroundings: Surroundings): Car {
  const changed =
    action === 'unlock'
      ? expectDriver({ ...car, locked: false }, now, surroundings)
      : sendDriverAway({ ...car, locked: true });
  return showAtOnce(changed, now);
}

function answer(
  car: Car,
  command: ReadCommand,
  digest: string,
  outcome: Pick<Answer, 'result' | 'fault'>,
  now: number,
): Car {
  const first: Answer = {
    digest,
    commandId: command.id,
    ...outcome,
    status: statusOf(car, now),
    ...(command.traceparent === undefined ? {} : { traceparent: command.traceparent }),
  };
  const answers = [...car.answers, first].slice(-REMEMBERED_ANSWERS);
  return give({ ...car, answers }, first, now);
}

function answerAgain(car: Car, first: Answer, now: number): Car {
  return car.outbox.pending.length < LONGEST_QUEUE_FOR_REPETITIONS ? give(car, first, now) : car;
}

/** Says the result, with the step of now: that is how the platform finds back in step. */
function give(car: Car, { commandId, result, fault, status, traceparent }: Answer, now: number): Car {
  return record(car, {
    type: 'command-result',
    time: instant(now),
    data: { ...stepOf(car, now), commandId, result, ...(fault === undefined ? {} : { fault }), status },
    ...(traceparent === undefined ? {} : { traceparent }),
  });
}

/** Names no command: what an unsigned text says of its id could be another command's. */
function refuseUnread(car: Car, fault: Fault, now: number): Car {
  if (car.outbox.pending.length >= LONGEST_QUEUE_FOR_REPETITIONS) return car;
  return record(car, {
    type: 'command-result',
    time: instant(now),
    data: { ...stepOf(car, now), result: 'refused', fault, status: statusOf(car, now) },
  });
}
