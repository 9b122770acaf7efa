import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import { publishExchange } from '../../shared/contracts/loyalty/exchanges.ts';
import {
  adjustPoints,
  grantPoints,
  reservePoints,
  reviewPoints,
} from '../../shared/contracts/loyalty/points.ts';
import { publishProgramme } from '../../shared/contracts/loyalty/programme.ts';
import { answerTransfer, requestTransfer } from '../../shared/contracts/loyalty/transfers.ts';
import { reserved } from '../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const ownCommands = [
  publishProgramme,
  publishExchange,
  reservePoints,
  adjustPoints,
  grantPoints,
  reviewPoints,
  requestTransfer,
  answerTransfer,
] as const;

export const memberMessages = [
  reservePoints,
  adjustPoints,
  grantPoints,
  reviewPoints,
  requestTransfer,
  answerTransfer,
  reserved,
  charged,
  credited,
  erased,
] as const;
export type MemberMessage = MessageOf<(typeof memberMessages)[number]>;

export type ProgrammeMessage = MessageOf<typeof publishProgramme>;
