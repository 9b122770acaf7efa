import {
  type Programme,
  type PublishedProgramme,
  pointValueFixed,
  programmeNotValid,
  programmePublished,
} from '../../../shared/contracts/loyalty/programme.ts';
import type { Context, Decision, EventOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import type { ProgrammeMessage } from '../messages.ts';
import { programmeInForce } from '../read-models.ts';
import { programmeFaults } from './faults.ts';

/** The programme, one version after the other. */

export interface ProgrammeState {
  readonly kind: 'programme';
  readonly published?: PublishedProgramme;
}
export type ProgrammeEvent = EventOf<typeof programmePublished>;

export const noProgrammeYet: ProgrammeState = { kind: 'programme' };

export function decidePublish(
  { published }: ProgrammeState,
  { data: { fleet, programme }, principal }: ProgrammeMessage,
  { now }: Context,
): Decision<ProgrammeEvent, ProgrammeState> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator manages the programme.' };
  }
  const [fault] = programmeFaults(programme);
  if (fault !== undefined) return programmeNotValid(`${fault.path}: ${fault.message}`);
  if (published !== undefined && !isSameValue(published.programme, programme)) {
    const { points, amount, currency } = published.programme.value;
    return pointValueFixed(`${points} points are ${amount} minor units of ${currency}.`);
  }
  const next = { version: (published?.version ?? 0) + 1, programme };
  const event = programmePublished({ fleet, ...next, operator: principal.id, time: now });
  return { kind: 'accept', events: [event], result: next };
}

const isSameValue = ({ value: a }: Programme, { value: b }: Programme): boolean =>
  a.points === b.points && a.amount === b.amount && a.currency === b.currency;

export function evolveProgramme({ data: { version, programme } }: ProgrammeEvent): ProgrammeState {
  return { kind: 'programme', published: { version, programme } };
}

export const programmeItems = ({ published }: ProgrammeState): readonly ReadModelItem[] =>
  published === undefined ? [] : [programmeInForce({}, published)];
