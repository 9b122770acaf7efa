import { Literal } from 'typebox';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The loyalty room: points that riders earn, hold and spend. */

export const loyaltyCommands = commandsTopic('loyalty', {
  description: 'What riders want of their points, and operators of the programme',
  key: 'rider id; fleet for the programme',
  onPoison: 'block',
});

export const loyaltyEvents = eventsTopic('loyalty', {
  description:
    'Every movement of points (key: rider id), and the programme (key: fleet): the truth of the room',
  key: 'rider id; fleet for the programme',
  onPoison: 'block',
});

/** There is one programme. With the key, another fleet could have its own. */
export const PROGRAMME_FLEET = 'roadstream';
export const ProgrammeFleet = Literal(PROGRAMME_FLEET);
