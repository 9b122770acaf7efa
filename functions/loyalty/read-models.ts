import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { strict, Time } from '../../shared/contracts/fields.ts';
import { PublishedExchange } from '../../shared/contracts/loyalty/exchanges.ts';
import {
  Balance,
  Counted,
  CountedInTotal,
  LotShare,
  PointsLine,
} from '../../shared/contracts/loyalty/points.ts';
import { PublishedProgramme } from '../../shared/contracts/loyalty/programme.ts';
import { Transfer } from '../../shared/contracts/loyalty/transfers.ts';
import { type Frozen, listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes and decisions read. */

export const programmeInForce = readModel('programme', PublishedProgramme);

/** Points of a charge that may not be spent yet. */
const Awaited = Obj(
  {
    rentalId: Str(),
    revision: Integer(),
    points: Integer(),
    activeAt: Time,
    expiresAt: Time,
    warnAt: Optional(Time),
  },
  strict,
);
export type Awaited = Static<typeof Awaited>;

const Reservation = Obj({ rentalId: Str(), pointsId: Str(), shares: List(LotShare) }, strict);
export type Reservation = Static<typeof Reservation>;

/** Points that were earned in a month, which count for the tier until a time. */
const QualifyingMonth = Obj({ month: Str(), points: Integer(), until: Time }, strict);
export type QualifyingMonth = Static<typeof QualifyingMonth>;

/** A member's points. What routes say of tiers follows from the programme in force. */
const StoredMember = Obj(
  {
    riderId: Str(),
    balance: Balance,
    lots: List(LotShare),
    awaited: List(Awaited),
    reservations: List(Reservation),
    qualifying: List(QualifyingMonth),
    tier: Optional(Str()),
  },
  strict,
);
export type StoredMember = Frozen<Static<typeof StoredMember>>;
export const members = readModel('member/{riderId}', StoredMember);

/** Every movement, once for ever. */
export const movements = readModel('movement/{riderId}/{movementId}', PointsLine);
export const movementsOf = listOf(movements, 'movements/{riderId}', { pageSize: 50, newestFirst: true });

/** What a charge earned: what is taken back when it is credited. */
export const earnings = readModel(
  'earning/{rentalId}/{revision}',
  Obj(
    {
      points: Integer(),
      expiresAt: Time,
      month: Str(),
      until: Time,
      counted: List(Counted),
      countedInTotal: Optional(List(CountedInTotal)),
    },
    strict,
  ),
);

export const exchanges = readModel('exchange/{programmeId}', PublishedExchange);
export const allExchanges = listOf(exchanges, 'exchanges', { pageSize: 50 });

export const transfers = readModel('transfer/{transferId}', Transfer);
export const transfersOf = listOf(transfers, 'transfers/{programmeId}', { pageSize: 50, newestFirst: true });
/** The same for the member. An item is in one list only. */
export const ownTransfers = readModel('own-transfer/{transferId}', Transfer);
export const transfersOfMember = listOf(ownTransfers, 'own-transfers/{riderId}', {
  pageSize: 20,
  newestFirst: true,
});

/** The points that paid for a part of a rental's charge. */
export const spendings = readModel(
  'spending/{rentalId}/{revision}',
  Obj({ pointsId: Str(), shares: List(LotShare) }, strict),
);

/** The key of what all members together got by a rule in a period. */
export const totalOf = ({ ruleId, per, period }: Pick<CountedInTotal, 'ruleId' | 'per' | 'period'>): string =>
  `rule/${ruleId}/${per}/${period}`;
