import { holdsAt } from '../../../shared/contracts/billing/calendar.ts';
import type { charged } from '../../../shared/contracts/billing/charges.ts';
import type { Conditions } from '../../../shared/contracts/billing/conditions.ts';
import type { Usage } from '../../../shared/contracts/billing/usage.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { Counted, CountedInTotal, MovementReason } from '../../../shared/contracts/loyalty/points.ts';
import type { EarningRule, Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { modelNamed } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { shareOf } from '../../../shared/kernel/decimal.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { applicability, applies } from '../../../shared/pricing/applicability.ts';
import type { RatingContext } from '../../../shared/pricing/rating.ts';
import type { Context } from '../../../shared/runtime/domain.ts';
import { totalOf } from '../read-models.ts';
import { periodOf, wallAt } from './calendar.ts';
import type { MemberState } from './state.ts';

/** What a charge earns by the rules of the programme. */

type Charged = Data<typeof charged>;
type Earned = Extract<MovementReason, { code: 'EARNED' }>['rules'];

/** What conditions of rules are asked about. */
interface Drive {
  readonly startedAt: Instant;
  readonly distanceMetres: number;
  readonly usage: Usage;
  readonly car: RatingContext;
}

/** The drive within a usage; none if the car was only reserved. */
function driveIn({ periods, model, startZones = [], endZones = [] }: Charged['usage']): Drive | undefined {
  const first = periods.find(({ kind }) => kind !== 'RESERVED');
  if (first === undefined) return undefined;
  const vehicleClass = modelNamed(model)?.class;
  return {
    startedAt: first.startedAt,
    distanceMetres: periods.reduce((sum, { distanceMetres }) => sum + distanceMetres, 0),
    usage: { periods: [], startZones: [...startZones], endZones: [...endZones], options: [] },
    car: vehicleClass === undefined ? {} : { vehicleClass },
  };
}

export function earned(
  state: MemberState,
  programme: Programme,
  data: Charged,
  context: Context,
): { readonly rules: Earned; readonly counted: Counted[]; readonly countedInTotal: CountedInTotal[] } {
  const rules: Earned = [];
  const counted: Counted[] = [];
  const countedInTotal: CountedInTotal[] = [];
  const all = { rules, counted, countedInTotal };
  const drive = driveIn(data.usage);
  if (drive === undefined) return all;
  for (const rule of programme.earning) {
    const base = steps(rule, data, drive, state) * rule.points;
    if (base === 0 || !holds(programme, drive, rule.when)) continue;
    const best = multiplierFor(programme, drive, state.tier);
    const wanted = best === undefined ? base : shareOf(base, best.hundredths, 100);
    const limit = limitOf(programme, rule, drive, state);
    const total = totalLimitOf(programme, rule, drive, context);
    const points = Math.min(wanted, limit?.left ?? wanted, total?.left ?? wanted);
    if (points <= 0) continue;
    const { ruleId } = rule;
    rules.push({ ruleId, points, ...(best === undefined ? {} : { multiplierId: best.multiplierId }) });
    if (limit !== undefined) counted.push({ ruleId, per: limit.per, period: limit.period, points });
    if (total !== undefined) {
      const { per, period, most } = total;
      countedInTotal.push({ ruleId, per, period, points, most });
    }
  }
  return all;
}

/** How often the rule gives its points. */
function steps({ for: what }: EarningRule, { charge, rentalId }: Charged, drive: Drive, state: MemberState) {
  switch (what.kind) {
    case 'charge':
      return what.currency === charge.currency && charge.total > 0 ? Math.floor(charge.total / what.each) : 0;
    case 'distance':
      return Math.floor(drive.distanceMetres / what.eachMetres);
    case 'rental':
      return 1;
    case 'first-rental':
      return state.firstRental === undefined || state.firstRental === rentalId ? 1 : 0;
  }
}

/** By the clock at the start of the drive, the zones at both ends, and the car. */
function holds(programme: Programme, drive: Drive, when: Conditions | undefined): boolean {
  if (when === undefined) return true;
  const condition = applicability({ when });
  return (
    holdsAt(condition.calendar, wallAt(programme, drive.startedAt)) &&
    applies(condition, drive.usage, drive.car)
  );
}

function multiplierFor(programme: Programme, drive: Drive, tier: string | undefined) {
  return programme.multipliers
    .filter(
      ({ when, tiers }) =>
        holds(programme, drive, when) &&
        (tiers === undefined || (tier !== undefined && tiers.includes(tier))),
    )
    .map(({ multiplierId, factor }) => ({ multiplierId, hundredths: Math.round(Number(factor) * 100) }))
    .reduce<{ readonly multiplierId: string; readonly hundredths: number } | undefined>(
      (best, one) => (best === undefined || one.hundredths > best.hundredths ? one : best),
      undefined,
    );
}

function limitOf(
  programme: Programme,
  { ruleId, most }: EarningRule,
  drive: Drive,
  { counted }: MemberState,
) {
  if (most === undefined) return undefined;
  const { per, points } = most;
  const period = periodOf(programme, drive.startedAt, per);
  const given = counted.find((one) => one.ruleId === ruleId && one.period === period)?.points ?? 0;
  return { per, period, left: Math.max(0, points - given) };
}

/** What all members together may still get. It is counted when the decision is written, so until then all may be left. */
function totalLimitOf(
  programme: Programme,
  { ruleId, mostInTotal }: EarningRule,
  drive: Drive,
  context: Context,
) {
  if (mostInTotal === undefined) return undefined;
  const { per, points: most } = mostInTotal;
  const period = periodOf(programme, drive.startedAt, per);
  const given = context.counted(totalOf({ ruleId, per, period })) ?? 0;
  return { per, period, most, left: Math.max(0, most - given) };
}
