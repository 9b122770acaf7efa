import { LocalCloudError } from '../../core/local-cloud-error.ts';
import { isRecord, isTextList, type PlainRecord } from '../../core/plain-value.ts';
import type { Template, TemplateOutput, TemplateResource } from './assembly.ts';

/** `Rules` hold the check of the CDK's bootstrap version: no template is deployed through a bootstrap stack here. */
const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Resources',
  'Parameters',
  'Mappings',
  'Conditions',
  'Outputs',
  'Rules',
]);

/** What happens at updates and deletions has no meaning here: a start makes, and an end leaves or forgets. */
const RESOURCE_ATTRIBUTES = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Metadata',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
]);

const OUTPUT_ATTRIBUTES = new Set(['Condition', 'Description', 'Export', 'Value']);

const BOOTSTRAP_RULE = 'CheckBootstrapVersion';

function section(stack: string, template: PlainRecord, name: string): Readonly<Record<string, PlainRecord>> {
  const value = template[name] ?? {};
  if (isRecord(value) && Object.values(value).every(isRecord))
    return value as Readonly<Record<string, PlainRecord>>;
  throw new LocalCloudError('TEMPLATE_INVALID', `${stack}: ${name} is not an object of objects`);
}

function requireForm(place: string, isRight: boolean, what: string): void {
  if (!isRight) throw new LocalCloudError('TEMPLATE_INVALID', `${place}: ${what}`);
}

function requireKnown(place: string, names: readonly string[], known: ReadonlySet<string>): void {
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new LocalCloudError(
      'TEMPLATE_INVALID',
      `${place}: the local cloud does not know ${unknown.join(', ')}`,
    );
}

function parseResource(stack: string, logicalId: string, resource: PlainRecord): TemplateResource {
  const {
    Type: type,
    Properties: properties,
    Metadata: metadata,
    DependsOn: dependsOn,
    Condition: condition,
  } = resource;
  if (typeof type !== 'string')
    throw new LocalCloudError('TEMPLATE_INVALID', `${stack} ${logicalId}: the resource has no Type`);
  const place = `${stack} ${logicalId} (${type})`;
  requireKnown(place, Object.keys(resource), RESOURCE_ATTRIBUTES);
  requireForm(place, properties === undefined || isRecord(properties), 'Properties is not an object');
  requireForm(place, condition === undefined || typeof condition === 'string', 'Condition is not a name');
  const one = typeof dependsOn === 'string' ? [dependsOn] : [];
  const others = dependsOn === undefined || typeof dependsOn === 'string' || isTextList(dependsOn);
  requireForm(place, others, 'DependsOn is neither a logical id nor a list of them');
  return {
    logicalId,
    type,
    properties: isRecord(properties) ? properties : {},
    metadata: isRecord(metadata) ? metadata : {},
    dependsOn: isTextList(dependsOn) ? dependsOn : one,
    condition: typeof condition === 'string' ? condition : undefined,
  };
}

function parseOutput(stack: string, name: string, output: PlainRecord): TemplateOutput {
  requireKnown(`${stack} ${name} (Output)`, Object.keys(output), OUTPUT_ATTRIBUTES);
  const { Value: value, Export: exported, Condition: condition } = output;
  return {
    value,
    exportName: isRecord(exported) ? exported['Name'] : undefined,
    condition: typeof condition === 'string' ? condition : undefined,
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  map: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value, key)]));
}

/** Throws a LocalCloudError (TEMPLATE_INVALID) for sections and attributes that are not understood. */
export function parseTemplate(stack: string, template: PlainRecord): Template {
  requireKnown(stack, Object.keys(template), SECTIONS);
  requireKnown(`${stack} Rules`, Object.keys(section(stack, template, 'Rules')), new Set([BOOTSTRAP_RULE]));
  return {
    resources: mapValues(section(stack, template, 'Resources'), (resource, logicalId) =>
      parseResource(stack, logicalId, resource),
    ),
    parameters: section(stack, template, 'Parameters'),
    mappings: section(stack, template, 'Mappings'),
    conditions: section(stack, template, 'Conditions'),
    outputs: mapValues(section(stack, template, 'Outputs'), (output, name) =>
      parseOutput(stack, name, output),
    ),
  };
}
