import type { BalanceFinding, ListBalance } from '../../../shared/contracts/payments/provider.ts';

/** What a provider answers about its balance of a day, page by page. After an answer without movements there is no other. */
export async function* balancePages<Finding extends BalanceFinding>(
  day: string,
  ask: (question: ListBalance) => Promise<Finding>,
): AsyncIterable<Finding> {
  let cursor: string | undefined;
  do {
    const page = await ask({
      question: 'LIST_BALANCE',
      day,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield page;
    cursor = page.result === 'MOVEMENTS' ? page.cursor : undefined;
  } while (cursor !== undefined);
}
