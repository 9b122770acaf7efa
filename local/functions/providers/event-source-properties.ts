import type { PropertyReader } from '../../cloud/property-reader.ts';
import { type Filter, filterCriteria } from '../event-sources/filter-criteria.ts';

/** A number between these limits, or undefined; refuses any other. */
export function numberWithin(
  properties: PropertyReader,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = properties.optionalNumber(name);
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  return properties.refuse(`${name} is ${value}; it must be a whole number from ${least} to ${most}`);
}

export function onFailureOf(properties: PropertyReader): string | undefined {
  return properties.child('DestinationConfig').child('OnFailure').optionalText('Destination');
}

export function filterOf(
  properties: PropertyReader,
  key: 'value' | 'body',
  mismatch: 'drop' | 'pass',
): Filter {
  try {
    return filterCriteria(properties.raw('FilterCriteria'), key, mismatch);
  } catch (error) {
    return properties.refuse(error instanceof Error ? error.message : String(error));
  }
}
