import { expect, it } from 'vitest';
import { reconciliationPort } from '../../../functions/billing/ledger/reconciliation-port.ts';
import { reconcile, recordReconciliation } from '../../../shared/contracts/billing/reconciliation.ts';
import { message } from '../room-under-test.ts';
import { billing, OPERATOR } from './billing-under-test.ts';

const { day } = reconcile.example;
const found = recordReconciliation.example;
const shown = (room: ReturnType<typeof billing>) => room.item(`reconciliation/${day}`)?.body;

it('a day is compared when the ledger’s function or an operator wants it, as often as they want', () => {
  const room = billing();
  const { outputs } = room.handle(message(reconcile, { day }));
  expect(outputs).toEqual([{ to: 'port', port: reconciliationPort, request: { day } }]);
  expect(shown(room)).toMatchObject({ state: 'REQUESTED', runs: 0 });
  room.handle(message(recordReconciliation, found));
  expect(shown(room)).toMatchObject({ state: 'DONE', runs: 1, found: { differing: 1 } });

  const again = room.handle(message(reconcile, { day }, OPERATOR));
  expect(again.result).toMatchObject({ state: 'REQUESTED', runs: 1, by: { operator: 'eva' } });
  // What was found before stays readable.
  expect(shown(room)).toMatchObject({ found: { differing: 1 } });
  room.handle(message(recordReconciliation, { ...found, differing: 0, differences: [] }));
  expect(shown(room)).toMatchObject({ state: 'DONE', runs: 2, found: { differing: 0, differences: [] } });
  expect(room.item(`reconciliation/${day}`)?.index).toEqual({ partition: 'reconciliations', sort: day });
  expect(room.rebuilt(`reconciliation/${day}`)).toEqual(room.state(`reconciliation/${day}`));
});

it('what was found counts, however late it is recorded; a request does not', () => {
  const room = billing();
  expect(room.handleExpired(message(reconcile, { day }))).toMatchObject({ code: 'EXPIRED' });
  expect(room.handleExpired(message(recordReconciliation, found)).kind).toBe('accept');
});
