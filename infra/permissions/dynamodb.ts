import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Items by their key, and documents by the index `lookup`. Nothing scans. */
export function readTable(tableArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      resources: [tableArn],
    }),
    new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${tableArn}/index/lookup`] }),
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
  return [new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${tableArn}/index/agenda`] })];
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
