import { Object as Obj, type TSchema } from 'typebox';
import type { EventContract } from '../contracts/define.ts';

interface Shape {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required: readonly string[];
}

export const propertiesOf = (data: TSchema): Shape['properties'] => (data as Partial<Shape>).properties ?? {};

/**
 * The event with the key and these fields of its data, where it has them; others may be there. For rooms that pass on
 * what others have written: checks of everything that all rooms say would be half of a function, and grow with each room.
 */
export function onlyFields(contract: EventContract, fields: readonly string[]): EventContract {
  const { key, data } = contract;
  const names = new Set([key, ...fields]);
  const properties = Object.entries(propertiesOf(data)).filter(([name]) => names.has(name));
  const required = ((data as Partial<Shape>).required ?? []).filter((name) => names.has(name));
  return { ...contract, data: { ...Obj(Object.fromEntries(properties)), required: [...required] } };
}
