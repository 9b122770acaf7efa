import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetPath } from '../../cloudformation/assets.ts';
import { emulated, noEffect, TAGS_REASON } from '../../core/no-effect.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { PropertySupport, Provider, Resource } from '../../core/provider.ts';
import type { FunctionDefinition, LoggingConfig } from '../function-definition.ts';
import { needFunctionPaths } from '../function-paths.ts';
import { Functions } from '../functions.ts';
import { requireNetworkPermissions } from '../network-permissions.ts';
import { roleOf } from '../role-check.ts';
import type { LogLevel } from '../worker/messages.ts';

const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;
const NAME_LENGTH = 64;
const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const satisfies LogLevel[];

/** Lambda stores inline code as `index.js`. */
function inlineCode(resource: Resource, name: string, code: string): string {
  const folder = join(resource.cloud.dataDirectory, 'inline-code', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), code);
  return folder;
}

function folderOf(resource: Resource, properties: PropertyReader, name: string): string {
  const code = properties.child('Code');
  const inline = code.optionalText('ZipFile');
  if (inline !== undefined) return inlineCode(resource, name, inline);
  return assetPath(resource.cloud, { S3Bucket: code.text('S3Bucket'), S3Key: code.text('S3Key') });
}

function loggingOf(properties: PropertyReader, name: string): LoggingConfig {
  const config = properties.child('LoggingConfig');
  const format = config.optionalOneOf('LogFormat', 'Text', 'JSON') ?? 'Text';
  const isJson = format === 'JSON';
  return {
    format,
    // Lambda filters by level only with the JSON format.
    applicationLevel: isJson
      ? (config.optionalOneOf('ApplicationLogLevel', ...LOG_LEVELS) ?? 'INFO')
      : 'TRACE',
    systemLevel: config.optionalOneOf('SystemLogLevel', 'DEBUG', 'INFO', 'WARN') ?? 'INFO',
    group: config.optionalText('LogGroup') ?? `/aws/lambda/${name}`,
  };
}

function environmentOf(properties: PropertyReader): Record<string, string> {
  const variables = properties.child('Environment').child('Variables');
  return Object.fromEntries(variables.names().map((name) => [name, variables.text(name)]));
}

function definitionOf(resource: Resource): FunctionDefinition {
  const properties = new PropertyReader(resource);
  const { region, account } = resource.cloud;
  const name = properties.optionalText('FunctionName') ?? resource.generatedName.slice(0, NAME_LENGTH);
  const runtime = properties.text('Runtime');
  if (!runtime.startsWith('nodejs')) properties.refuse(`Runtime ${runtime}: only Node.js functions run here`);
  if ((properties.raw('Layers') as readonly unknown[] | undefined)?.length) {
    properties.refuse('Layers: the local cloud has no layers; put the code into the bundle');
  }
  const reservedConcurrency = properties.optionalNumber('ReservedConcurrentExecutions');
  const deadLetterQueue = properties.child('DeadLetterConfig').optionalText('TargetArn');
  return {
    name,
    arn: `arn:aws:lambda:${region}:${account}:function:${name}`,
    folder: folderOf(resource, properties, name),
    handler: properties.text('Handler'),
    runtime,
    timeoutSeconds: properties.optionalWhole('Timeout', 1, 900) ?? DEFAULT_TIMEOUT_SECONDS,
    memoryMb: properties.optionalWhole('MemorySize', 128, 10_240) ?? DEFAULT_MEMORY_MB,
    environment: environmentOf(properties),
    identity: roleOf(resource, properties.text('Role')),
    logging: loggingOf(properties, name),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
  };
}

/** Another version of Node.js may have what this one lacks, and the other way round. */
function runtimeSupport(runtime: string): PropertySupport {
  const here = `nodejs${process.versions.node.split('.')[0]}.x`;
  return runtime === here || !runtime.startsWith('nodejs')
    ? 'emulated'
    : { noEffect: `functions run on the Node.js of this project, as ${here}` };
}

export const lambdaFunction: Provider = {
  type: 'AWS::Lambda::Function',
  properties: {
    ...emulated('Code.S3Bucket', 'Code.S3Key', 'Code.ZipFile', 'Handler', 'Runtime', 'Layers'),
    ...emulated('FunctionName', 'Role', 'Timeout', 'MemorySize', 'Environment.Variables'),
    ...emulated('ReservedConcurrentExecutions', 'DeadLetterConfig.TargetArn'),
    ...emulated('LoggingConfig.LogFormat', 'LoggingConfig.LogGroup'),
    ...emulated('LoggingConfig.ApplicationLogLevel', 'LoggingConfig.SystemLogLevel'),
    ...noEffect('bundles are JavaScript and run on this machine as it is', 'Architectures', 'PackageType'),
    ...emulated('VpcConfig.SecurityGroupIds', 'VpcConfig.SubnetIds'),
    ...noEffect('paths are looked at over IPv4', 'VpcConfig.Ipv6AllowedForDualStack'),
    ...noEffect('no trace leaves this machine; trace headers are set', 'TracingConfig'),
    ...noEffect('the environment is in memory only', 'KmsKeyArn'),
    ...noEffect('workers share the disk of this machine', 'EphemeralStorage'),
    ...noEffect('workers start fast enough', 'SnapStart'),
    ...noEffect('functions run on the Node.js of this project', 'RuntimeManagementConfig'),
    ...noEffect('loops are not looked for', 'RecursiveLoop'),
    ...noEffect('it says something to people only', 'Description'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  settings: { Runtime: (runtime) => new Map([[runtime, runtimeSupport(runtime)]]) },
  create: (resource) => {
    const definition = definitionOf(resource);
    resource.cloud.part(Functions).define(definition);
    needFunctionPaths(resource, definition);
    requireNetworkPermissions(resource, definition);
    return { ref: definition.name, attributes: { Arn: definition.arn } };
  },
};
