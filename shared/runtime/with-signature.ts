import type { Static, TSchema } from 'typebox';
import type { CommandCreator } from '../contracts/define.ts';
import type { RoomOutput } from './domain.ts';

type Signs<Field extends string> = NonNullable<RoomOutput['signs']> & { readonly field: Field };

/** A command to the own room, of which one field is what the platform signs: the text comes into the log. */
export function withSignature<Type extends string, Schema extends TSchema, Field extends string>(
  contract: CommandCreator<Type, Schema>,
  data: Omit<Static<Schema>, NoInfer<Field>>,
  signs: Signs<Field>,
): RoomOutput {
  return { ...contract(data as Static<Schema>), signs };
}
