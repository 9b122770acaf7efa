import {
  Boolean as Bool,
  Integer,
  Array as List,
  Number as Num,
  Object as Obj,
  Optional,
  Record,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { route } from '../define.ts';
import { pageQuery, RentalId, strict, Time } from '../fields.ts';

/** The story of a rental: what all rooms have said of it, in the order of time. It names no rider and no place. */

/** Steps are kept for this long after they happened. */
export const STORY_KEPT_DAYS = 90;

export const StoryStep = Obj(
  {
    eventId: Str(),
    /** Of the event, such as `rentals.started.v1`. */
    type: Str(),
    /** When its room decided it. */
    time: Time,
    /** When it happened, where that is another time: a car's answer has the car's. */
    happenedAt: Optional(Time),
    /** When it was in the log. */
    loggedAt: Time,
    /** The request or the message that all of this came from: 32 hexadecimal digits (W3C trace context). */
    traceId: Optional(Str({ pattern: '^[0-9a-f]{32}$' })),
    /** What it says in codes and numbers: an action, a result, points. */
    facts: Record(Str(), Union([Str(), Num(), Bool()])),
    money: Optional(Obj({ amount: Integer({ description: 'Minor units' }), currency: Str() }, strict)),
  },
  strict,
);
export type StoryStep = Static<typeof StoryStep>;

const stepExample: StoryStep = {
  eventId: exampleId('evt'),
  type: 'vehicles.command-finished.v1',
  time: '2026-01-31T09:30:00.412Z',
  happenedAt: '2026-01-31T09:30:00.398Z',
  loggedAt: '2026-01-31T09:30:00.431Z',
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  facts: { action: 'unlock', result: 'EXECUTED' },
};

export const getRentalStory = route({
  id: 'getRentalStory',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/story',
  summary: 'What happened to a rental, across all rooms',
  description: 'Steps come a moment after they happened, and are kept for 90 days.',
  principals: ['operator'],
  params: Obj({ rentalId: RentalId }, strict),
  query: pageQuery,
  success: {
    status: 200,
    description:
      'A page of steps, the oldest first; `cursor` when there are more. None of a rental that nobody knows',
    body: Obj({ steps: List(StoryStep), cursor: Optional(Str()) }, strict),
    example: { steps: [stepExample] },
  },
  errors: [],
});
