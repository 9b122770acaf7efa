import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { providers } from '../../local/platform/providers.ts';

const HEADING = '\n## CloudFormation types\n';

/** The types in the first column of the page's table, such as `AWS::SQS::Queue` or `Custom::*`. */
function typesInTable(): string[] {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/local-cloud.md'), 'utf8');
  const [, section = ''] = page.split(HEADING);
  const [table = ''] = section.split('\n## ');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, type = '']) => type);
}

it('the page on the local cloud lists every type that has a provider, once, and no other', () => {
  expect(typesInTable().toSorted()).toEqual(providers.map(({ type }) => type).toSorted());
});
