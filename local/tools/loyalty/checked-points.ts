import type { PointsLine } from '../../../shared/contracts/loyalty/points.ts';
import { checkPoints, comparePoints, type PointsDifference } from '../../../shared/ledger/check-points.ts';
import { everyPage } from '../cli/every-page.ts';
import { existing } from '../ledger/existing-records.ts';
import { eventIn } from '../ledger/topic-book.ts';
import type { PlatformClient } from '../platform/client.ts';

export interface CheckedPoints {
  readonly members: number;
  /** By each source. */
  readonly movements: { readonly table: number; readonly topic: number };
  readonly points: number;
  /** What is owed for them, minor units: by the points, and by the ledger. */
  readonly worth: { readonly points: number; readonly ledger: number };
  readonly differences: readonly PointsDifference[];
}

/**
 * Checks the points of all members of a running platform, from the table and from the topic, each alone; whether both
 * agree; and whether the ledger owes what they are worth.
 */
export async function checkedPoints(platform: PlatformClient): Promise<CheckedPoints> {
  const inTopic = await movementsInTopic(platform);
  const booked = await liabilities(platform);
  const differences: PointsDifference[] = [];
  const movements = { table: 0, topic: 0 };
  const total = { points: 0, worth: 0, ledger: 0 };
  for (const [riderId, found] of inTopic) {
    const topic = [...found.values()];
    const table = await everyPage<PointsLine>(
      platform,
      `/v1/riders/${riderId}/points/movements`,
      'movements',
    );
    movements.table += table.length;
    movements.topic += topic.length;
    const byTopic = checkPoints(riderId, topic);
    // What moved nothing is in no list.
    const byTable = checkPoints(riderId, [...table, ...topic.filter(movedNothing)]);
    const { pending, active, reserved, owed } = byTopic.balance;
    total.points += pending + active + reserved - owed;
    total.worth += byTopic.worth;
    const ledger = booked.get(riderId) ?? 0;
    total.ledger += ledger;
    differences.push(
      ...byTopic.differences,
      ...byTable.differences,
      ...comparePoints(
        riderId,
        table,
        topic.filter((movement) => !movedNothing(movement)),
      ),
    );
    if (ledger !== byTopic.worth) {
      const detail = `The points are worth ${byTopic.worth}; the ledger owes ${ledger}.`;
      differences.push({ code: 'LIABILITY_DIFFERS', about: riderId, detail });
    }
  }
  const worth = { points: total.worth, ledger: total.ledger };
  return { members: inTopic.size, movements, points: total.points, worth, differences };
}

const movedNothing = ({ pending, active, reserved, owed }: PointsLine): boolean =>
  pending === 0 && active === 0 && reserved === 0 && owed === 0;

/** By member, and by key: the topic is written at least once. */
async function movementsInTopic(
  platform: PlatformClient,
): Promise<ReadonlyMap<string, ReadonlyMap<string, PointsLine>>> {
  const members = new Map<string, Map<string, PointsLine>>();
  for await (const record of existing(platform, 'loyalty.events')) {
    const event = eventIn(record);
    if (event?.type !== 'loyalty.points-moved.v1') continue;
    const { riderId, ...movement } = event.data as unknown as PointsLine & { riderId: string };
    const known = members.get(riderId) ?? new Map<string, PointsLine>();
    members.set(riderId, known.set(movement.movementId, movement));
  }
  return members;
}

/** What the ledger owes each member for points. */
async function liabilities(platform: PlatformClient): Promise<ReadonlyMap<string, number>> {
  const booked = new Map<string, { readonly riderId: string; readonly amount: number }>();
  for await (const record of existing(platform, 'billing.events')) {
    const event = eventIn(record);
    if (event?.type !== 'billing.points-valued.v1') continue;
    const { riderId, movement } = event.data as unknown as {
      riderId: string;
      movement: { movementId: string; postings: { account: string; amount: number }[] };
    };
    const amount = movement.postings
      .filter(({ account }) => account === 'liability/points')
      .reduce((sum, posting) => sum - posting.amount, 0);
    booked.set(movement.movementId, { riderId, amount });
  }
  const sums = new Map<string, number>();
  for (const { riderId, amount } of booked.values()) sums.set(riderId, (sums.get(riderId) ?? 0) + amount);
  return sums;
}
