import { checkedPoints } from '../../loyalty/checked-points.ts';
import { type CommonOptions, print, target } from '../target.ts';

/** Proves from the table and from the topic, each alone, that points add up, and that the ledger owes what they are worth. */
export async function loyaltyCheck(options: CommonOptions): Promise<void> {
  const checked = await checkedPoints(target(options).platform);
  const { members, movements, points, worth, differences } = checked;
  const found = differences.length;
  print(options, { ok: found === 0, ...checked }, [
    `${members} members with ${points} points`,
    `movements: ${movements.topic} in the topic, of which ${movements.table} moved something and are in the table`,
    `worth: ${worth.points} minor units; the ledger owes ${worth.ledger}`,
    ...differences.map(({ code, about, detail }) => `  ${code} ${about}: ${detail}`),
    found === 0 ? '✓ The points add up, and table, topic and ledger agree.' : `✗ ${found} differences.`,
  ]);
  if (found > 0) process.exitCode = 1;
}
