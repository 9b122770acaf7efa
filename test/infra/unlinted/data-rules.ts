import type { TemplateResource } from '../synthesized.ts';
import { at, ofType, type Rule, set, type Templates } from './rule.ts';

const TABLE = 'AWS::DynamoDB::Table';
const POOL = 'AWS::Cognito::UserPool';

const HOLDS_DATA = new Set([
  POOL,
  TABLE,
  'AWS::KMS::Key',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  'AWS::SecretsManager::Secret',
]);
/** Whose backups would bring back what was erased. */
const WITHOUT_BACKUPS = 'RiderKeysTable';

type Policy = 'deletionPolicy' | 'updateReplacePolicy';
const policy =
  (which: Policy, value: string | undefined) =>
  (templates: Templates): Templates => {
    const index = templates.findIndex(({ type }) => type === TABLE);
    return templates.map((resource, other) => (other === index ? { ...resource, [which]: value } : resource));
  };

/** What is kept of data, in a stage that keeps it, and in one that does not. */
export function dataRules(keeps: boolean): readonly Rule[] {
  const wanted = keeps ? 'Retain' : 'Delete';
  const stays: Rule = {
    says: 'what holds data stays or goes with its stack, and when it is replaced, as the stage says',
    problems: (templates) =>
      templates
        .filter(({ type }) => HOLDS_DATA.has(type))
        .filter((resource) => resource.deletionPolicy !== wanted || resource.updateReplacePolicy !== wanted)
        .map(({ logicalId }) => logicalId),
    mistakes: {
      'another policy when the stack goes': policy('deletionPolicy', keeps ? 'Delete' : 'Retain'),
      'another policy when it is replaced': policy('updateReplacePolicy', keeps ? 'Delete' : 'Retain'),
      'no policy when it is replaced, which is to delete it': policy('updateReplacePolicy', undefined),
    },
  };
  const guarded: Rule = {
    says: 'tables and users are protected from deletion as the stage says, and tables have their backups',
    problems: (templates) => [
      ...ofType(templates, TABLE).flatMap((table) => [
        ...(table.properties['DeletionProtectionEnabled'] === keeps ? [] : [`${table.logicalId}: deletion`]),
        ...(isBackedUp(table) === (table.logicalId !== WITHOUT_BACKUPS)
          ? []
          : [`${table.logicalId}: backups`]),
      ]),
      ...ofType(templates, POOL)
        .filter(({ properties }) => (properties['DeletionProtection'] === 'ACTIVE') !== keeps)
        .map(({ logicalId }) => `${logicalId}: deletion`),
    ],
    mistakes: {
      'a table with the other protection': set(TABLE, 'DeletionProtectionEnabled', !keeps),
      'users with the other protection': set(POOL, 'DeletionProtection', keeps ? 'INACTIVE' : 'ACTIVE'),
      'a table without backups': set(
        TABLE,
        'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
        false,
        isBackedUp,
      ),
      'backups of the keys by which data is erased': set(
        TABLE,
        'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
        true,
        ({ logicalId }) => logicalId === WITHOUT_BACKUPS,
      ),
    },
  };
  return [stays, guarded];
}

function isBackedUp({ properties }: TemplateResource): boolean {
  return at(properties, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled') === true;
}
