import { String as Str } from 'typebox';
import { idPattern } from '../../kernel/ids.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The offers room: what riders are offered on the road, and what became of it. */

export const offersCommands = commandsTopic('offers', {
  description:
    'What operators want of offers, riders of those they were given, and matches of cars with places',
  key: 'rider id; offer id for the offers themselves',
  onPoison: 'block',
});

export const offersEvents = eventsTopic('offers', {
  description:
    'Offers (key: offer id), what riders were given and did with it, and what it took of budgets (key: rider id): the truth of the room',
  key: 'rider id; offer id for the offers themselves',
  onPoison: 'block',
});

/** An offer that was made to a rider. */
export const IssueId = Str({ pattern: idPattern('ofr') });
/** What a partner takes, once. */
export const CouponId = Str({ pattern: idPattern('cpn') });
