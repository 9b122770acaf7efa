import { charged, credited } from '../../shared/contracts/billing/charges.ts';
import { listExchanges, putExchange } from '../../shared/contracts/loyalty/exchanges.ts';
import { loyaltyCommands, loyaltyEvents } from '../../shared/contracts/loyalty/loyalty.ts';
import {
  getPoints,
  getRiderPoints,
  listPoints,
  listRiderPoints,
  postPointsAdjustment,
  putRentalPoints,
} from '../../shared/contracts/loyalty/points.ts';
import { getProgramme, getProgrammeTotals, putProgramme } from '../../shared/contracts/loyalty/programme.ts';
import {
  listProgrammeTransfers,
  listTransfers,
  postSettlement,
  postTransfer,
} from '../../shared/contracts/loyalty/transfers.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { reserved } from '../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import { consumptionsOf, newConsumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { ownCommands } from './messages.ts';

export const room: RoomDeclaration = {
  name: 'loyalty',
  description: 'Points that riders earn with rentals, hold, and spend on them',
  commands: loyaltyCommands,
  events: loyaltyEvents,
  table: true,
  functions: [
    {
      name: 'consumer',
      description: 'Books points: earned, active, spent, expired',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([...ownCommands, erased]),
        // Rentals from before the programme earn nothing.
        ...newConsumptionsOf([reserved, charged, credited]),
      ],
      may: { table: ['decide', 'due', 'wait'], produce: [loyaltyEvents, deadLetters], setTimers: true },
    },
    {
      name: 'http',
      description: 'Points and their history, for riders; the programme and adjustments, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        getProgramme,
        putProgramme,
        getProgrammeTotals,
        getPoints,
        listPoints,
        putRentalPoints,
        getRiderPoints,
        listRiderPoints,
        postPointsAdjustment,
        putExchange,
        listExchanges,
        listProgrammeTransfers,
        postTransfer,
        listTransfers,
        postSettlement,
      ],
      may: { table: ['read', 'search'], produce: [loyaltyCommands] },
    },
    {
      name: 'scheduler',
      description: 'Points that become active or expire, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep', 'due'], produce: [loyaltyEvents, loyaltyCommands], setTimers: true },
    },
  ],
};
