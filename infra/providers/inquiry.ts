import type { Static, TSchema } from 'typebox';
import { violations } from '../../shared/contracts/validate.ts';

/** The inquiry. Throws when it is not valid, without its values in the message, because they identify a person. */
export function inquiryOf<Schema extends TSchema>(
  check: string,
  schema: Schema,
  event: unknown,
): Static<Schema> {
  const [wrong] = violations(check, schema, event);
  if (wrong === undefined) return event as Static<Schema>;
  throw new TypeError(`This is not a valid ${check}: ${wrong.path} ${wrong.message}`);
}
