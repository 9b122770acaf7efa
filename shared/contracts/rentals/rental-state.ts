import { Literal, type Static, Union } from 'typebox';

export const RentalState = Union([
  Literal('RESERVED'),
  Literal('UNLOCKING'),
  Literal('IN_USE'),
  Literal('PAUSING'),
  Literal('PAUSED'),
  Literal('RESUMING'),
  Literal('ENDING'),
  Literal('ENDED'),
  Literal('CANCELLED'),
  Literal('EXPIRED'),
]);
export type RentalState = Static<typeof RentalState>;
