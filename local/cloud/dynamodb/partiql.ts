import { AwsError } from '../core/aws-endpoint.ts';
import { own } from '../core/plain-value.ts';
import type { Access } from './access.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  SELECT: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  UPDATE: 'PartiQLUpdate',
  DELETE: 'PartiQLDelete',
};

/** The table behind FROM, INTO or UPDATE, quoted or not, and the index behind it. */
const TARGET = /(?:\bFROM|\bINTO|^\s*UPDATE)\s+"?([A-Za-z0-9_.:/-]+?)"?(?:\."([A-Za-z0-9_.-]+)")?(?:\s|$)/i;

/** The permission that a PartiQL statement needs. Throws ValidationException for what is no statement on a table. */
export function statementAccess(statement: string): Access {
  const [verb = ''] = statement.trim().split(/\s/);
  const action = own(ACTIONS, verb.toUpperCase());
  const target = TARGET.exec(statement);
  if (action === undefined || target === null)
    throw new AwsError(
      'ValidationException',
      `not a PartiQL statement on a table: ${statement.slice(0, 100)}`,
    );
  return { action, table: target[1] ?? '', index: target[2] };
}
