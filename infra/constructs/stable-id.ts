import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Gives a resource with data a logical id that does not depend on the place of its construct, so that moving code never
 * replaces a table or a key. Throws when the construct is not a single CloudFormation resource.
 */
export function keepLogicalId(construct: IConstruct, logicalId: string): void {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!(resource instanceof CfnResource)) {
    throw new TypeError(
      `${construct.node.path} is not one CloudFormation resource and can have no ${logicalId}`,
    );
  }
  resource.overrideLogicalId(logicalId);
}

/** A logical id from words with dots, dashes or underscores: `cars.events` → `CarsEvents`. */
export function pascalCase(...words: readonly string[]): string {
  return words
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
