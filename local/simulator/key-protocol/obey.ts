import { createHash } from 'node:crypto';
import type { Fault } from '../../../shared/contracts/car/car.ts';
import { instant } from '../../../shared/kernel/time.ts';
import {
  type Answer,
  type Car,
  instrumentsOf,
  isFlooded,
  record,
  type Surroundings,
  statusOf,
  stepOf,
} from '../car/car.ts';
import { execute } from '../car/execute.ts';
import { checkCommand } from './command-check.ts';
import { type ReadCommand, readSignedCommand } from './signed-command.ts';

/** Answers that are remembered, so that a command that comes again gets its first one. */
const REMEMBERED_ANSWERS = 64;

/**
 * Takes the bytes of a signed command: executes it at once or refuses it, and says so in a numbered event. A command
 * that was answered before is answered the same again, and never executed a second time.
 */
export function obey(car: Car, bytes: Uint8Array, now: number, surroundings: Surroundings): Car {
  const reading = readSignedCommand(bytes, car.trustedKeys);
  if ('fault' in reading) return refuseUnread(car, reading.fault, now);
  const { command, key } = reading;
  const digest = createHash('sha256').update(bytes).digest('base64url');
  const before = car.answers.find((answer) => isAnswerTo(answer, command, digest, car.vin));
  if (before !== undefined) return answerAgain(car, before, now);

  const { vin, session, counters, doorsClosed } = car;
  const { engineOn } = instrumentsOf(car, now);
  const body = { moving: car.motion.kind === 'driving', engineOn, doorsClosed };
  const gate = { vin, session, counters, allowed: key.actions, body };
  const verdict = checkCommand(command, gate, now);
  const counted: Car = { ...car, counters: verdict.counters };
  return 'fault' in verdict
    ? answer(counted, command, digest, { result: 'refused', fault: verdict.fault }, now)
    : answer(
        execute(counted, verdict.action, command.booking !== undefined, now, surroundings),
        command,
        digest,
        { result: 'executed' },
        now,
      );
}

/** The answer to these very bytes, or to what was executed under this id. */
function isAnswerTo(answer: Answer, { id, vin }: ReadCommand, digest: string, ownVin: string): boolean {
  return (
    answer.digest === digest || (answer.commandId === id && answer.result === 'executed' && vin === ownVin)
  );
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
  return isFlooded(car) ? car : give(car, first, now);
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
  if (isFlooded(car)) return car;
  return record(car, {
    type: 'command-result',
    time: instant(now),
    data: { ...stepOf(car, now), result: 'refused', fault, status: statusOf(car, now) },
  });
}
