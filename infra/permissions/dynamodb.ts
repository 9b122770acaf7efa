import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AGENDA_INDEX, LOOKUP_INDEX } from '../../shared/runtime/table.ts';

/** Single items by their key, and documents by the index for them. Nothing scans. */
export function readTable(tableArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem'], resources: [tableArn] }),
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${tableArn}/index/${LOOKUP_INDEX}`] }),
  ];
}

/** Transactions need the permission of each of their actions. */
export function writeTable(tableArn: string): PolicyStatement[] {
  return [
    ...readTable(tableArn),
    new PolicyStatement({
      actions: [
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      resources: [tableArn],
    }),
  ];
}

/** What is undelivered or due. */
export function readAgenda(tableArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${tableArn}/index/${AGENDA_INDEX}`] }),
  ];
}

/** Operation records of any room, and nothing else of their tables. */
export function readOperations(tableArns: readonly string[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['dynamodb:GetItem'],
      resources: [...tableArns],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['op#*'] } },
    }),
  ];
}
