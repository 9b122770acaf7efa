import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import {
  adjustPoints,
  grantPoints,
  reservePoints,
  reviewPoints,
} from '../../shared/contracts/loyalty/points.ts';
import { publishProgramme } from '../../shared/contracts/loyalty/programme.ts';
import { reserved } from '../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const ownCommands = [
  publishProgramme,
  reservePoints,
  adjustPoints,
  grantPoints,
  reviewPoints,
] as const;

export const memberMessages = [
  reservePoints,
  adjustPoints,
  grantPoints,
  reviewPoints,
  reserved,
  charged,
  credited,
  erased,
] as const;
export type MemberMessage = MessageOf<(typeof memberMessages)[number]>;

export type ProgrammeMessage = MessageOf<typeof publishProgramme>;
