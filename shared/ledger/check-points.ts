import type { PointsLine } from '../contracts/loyalty/points.ts';

/** Whether the points of a member add up. Pure, so that the same check runs on the table and on the topic, each alone. */

export type PointsDifferenceCode =
  /** A movement of the member's series is missing, or there twice. */
  | 'MOVEMENT_MISSING'
  | 'MOVEMENT_TWICE'
  /** A balance is not the sum of the movements up to it. */
  | 'BALANCE_NOT_SUM'
  /** A part of a balance is below zero, or points are active while some are owed. */
  | 'BALANCE_IMPOSSIBLE'
  | 'ONLY_IN_TABLE'
  | 'ONLY_IN_TOPIC'
  /** The ledger owes something else for the member's points. */
  | 'LIABILITY_DIFFERS';

export interface PointsDifference {
  readonly code: PointsDifferenceCode;
  readonly about: string;
  readonly detail: string;
}

const PARTS = ['pending', 'active', 'reserved', 'owed'] as const;
type Balance = PointsLine['balance'];

/** `movements` in any order, each once. */
export function checkPoints(
  riderId: string,
  movements: readonly PointsLine[],
): { readonly balance: Balance; readonly worth: number; readonly differences: readonly PointsDifference[] } {
  const differences: PointsDifference[] = [];
  const differ = (code: PointsDifferenceCode, about: string, detail: string): void =>
    void differences.push({ code, about: `${riderId} ${about}`, detail });
  const sum = { pending: 0, active: 0, reserved: 0, owed: 0 };
  let worth = 0;
  let expected = 1;
  const ids = new Set<string>();
  for (const movement of movements.toSorted((a, b) => a.sequence - b.sequence)) {
    const { movementId, sequence, balance } = movement;
    if (sequence !== expected)
      differ('MOVEMENT_MISSING', movementId, `It is ${sequence}, and not ${expected}.`);
    expected = sequence + 1;
    if (ids.has(movementId)) differ('MOVEMENT_TWICE', movementId, 'Two movements have this key.');
    ids.add(movementId);
    for (const part of PARTS) {
      sum[part] += movement[part];
      if (sum[part] !== balance[part]) {
        differ('BALANCE_NOT_SUM', movementId, `${part} is ${balance[part]}; the sum is ${sum[part]}.`);
      }
      if (balance[part] < 0) differ('BALANCE_IMPOSSIBLE', movementId, `${part} is ${balance[part]}.`);
    }
    if (balance.owed > 0 && balance.active > 0) {
      differ(
        'BALANCE_IMPOSSIBLE',
        movementId,
        `${balance.active} are active while ${balance.owed} are owed.`,
      );
    }
    worth += movement.worth.amount;
  }
  return { balance: sum, worth, differences };
}

/** Movements that only one of two sources has. */
export function comparePoints(
  riderId: string,
  table: readonly PointsLine[],
  topic: readonly PointsLine[],
): readonly PointsDifference[] {
  const without = (
    code: PointsDifferenceCode,
    some: readonly PointsLine[],
    others: readonly PointsLine[],
  ) => {
    const known = new Set(others.map(contentOf));
    return some
      .filter((movement) => !known.has(contentOf(movement)))
      .map(({ movementId }): PointsDifference => {
        return { code, about: `${riderId} ${movementId}`, detail: 'The other has none with these contents.' };
      });
  };
  return [...without('ONLY_IN_TABLE', table, topic), ...without('ONLY_IN_TOPIC', topic, table)];
}

const contentOf = ({ movementId, sequence, pending, active, reserved, owed, worth }: PointsLine): string =>
  JSON.stringify([movementId, sequence, pending, active, reserved, owed, worth.amount]);
