import { DynamicReferences } from '../cloudformation/dynamic-references.ts';
import type { Cloud } from '../core/cloud.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';

/** The parameters of the templates, for `{{resolve:ssm:<name>}}`. */
export class ParameterStore {
  private readonly values = new Map<string, string>();

  constructor(cloud: Cloud) {
    cloud.part(DynamicReferences).register('ssm', (reference) => this.value(reference));
  }

  put(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** By name, with or without a version behind a colon. Throws an Error when there is none. */
  private value(reference: string): string {
    const name = reference.split(':')[0] ?? '';
    const value = this.values.get(name);
    if (value === undefined) throw new Error(`no stack before it makes the parameter ${name}`);
    return value;
  }
}

export const ssmParameter: Provider = {
  type: 'AWS::SSM::Parameter',
  properties: {
    ...emulated('Name', 'Type', 'Value'),
    ...noEffect('it says something to people only', 'Description'),
    ...noEffect(
      'a parameter here is never changed after the start',
      'AllowedPattern',
      'DataType',
      'Policies',
      'Tier',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('Name') ?? resource.generatedName;
    const value = properties.text('Value');
    resource.cloud.part(ParameterStore).put(name, value);
    return { ref: name, attributes: { Type: properties.text('Type'), Value: value } };
  },
};
