import { Object as Obj, type Static, String as Str } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  CarCommand,
  COMMAND_JWS_TYPE,
  type Fault,
  type TrustedKeys,
} from '../../../shared/contracts/car/car.ts';
import { strict } from '../../../shared/contracts/fields.ts';
import { isRealTime, readSignedText } from './signed-text.ts';
import type { TrustedKey } from './trusted-keys.ts';

/** A command as a car reads it: an action that it does not know is for it to refuse. */
const ReadCommand = Obj({ ...CarCommand.properties, action: Str() }, strict);
export type ReadCommand = Static<typeof ReadCommand>;
const command = Compile(ReadCommand);

export type Reading =
  | { readonly command: ReadCommand; readonly key: TrustedKey }
  | { readonly fault: Extract<Fault, 'MALFORMED' | 'UNKNOWN_KEY' | 'BAD_SIGNATURE'> };

/** Reads a signed command. */
export function readSignedCommand(bytes: Uint8Array, keys: TrustedKeys): Reading {
  const text = readSignedText(bytes, [COMMAND_JWS_TYPE], keys);
  if ('fault' in text) return text;
  const { key, payload } = text;
  return command.Check(payload) && isRealTime(payload.issued) && isRealTime(payload.expires)
    ? { command: payload, key }
    : { fault: 'MALFORMED' };
}
