import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cloud } from '../../../../local/cloud/core/cloud.ts';
import type { Identity } from '../../../../local/cloud/core/identities.ts';
import type { FunctionDefinition } from '../../../../local/cloud/lambda/function-definition.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';

let made = 0;

/** Writes a bundle's files into a folder of its own and says where. */
export function aBundle(cloud: Cloud, files: Readonly<Record<string, string>>): string {
  made += 1;
  const folder = join(cloud.dataDirectory, `bundle-${made}`);
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Deploys a function whose only file is `index.mjs`, unless other files are given. */
export function aFunction(
  cloud: Cloud,
  given: Partial<FunctionDefinition> & { code?: string; files?: Record<string, string> },
): FunctionDefinition {
  const { code, files, ...rest } = given;
  const name = given.name ?? 'work';
  const roleArn = `arn:aws:iam::${cloud.account}:role/${name}-role`;
  const definition: FunctionDefinition = {
    name,
    arn: `arn:aws:lambda:${cloud.region}:${cloud.account}:function:${name}`,
    folder: given.folder ?? aBundle(cloud, files ?? { 'index.mjs': code ?? '' }),
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    timeoutSeconds: 30,
    memoryMb: 256,
    environment: {},
    identity: cloud.identities.byRoleArn(roleArn) ?? roleThatLogs(cloud, `${name}-role`, roleArn),
    logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO', group: `/aws/lambda/${name}` },
    ...rest,
  };
  cloud.part(Functions).define(definition);
  return definition;
}

/** A function whose role may not write its log writes none. */
function roleThatLogs(cloud: Cloud, name: string, arn: string): Identity {
  const identity = cloud.identities.addRole(name, arn);
  cloud.identities.addStatements(name, [
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
  ]);
  return identity;
}
