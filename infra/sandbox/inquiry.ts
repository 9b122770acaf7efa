import type { Static, TSchema } from 'typebox';
import { violations } from '../../shared/contracts/validate.ts';

/** The inquiry, if it is one. What it says is in no message: it names a person. */
export function inquiryOf<Schema extends TSchema>(
  check: string,
  schema: Schema,
  event: unknown,
): Static<Schema> {
  const [wrong] = violations(check, schema, event);
  if (wrong === undefined) return event as Static<Schema>;
  throw new TypeError(`This is no ${check}: ${wrong.path} ${wrong.message}`);
}
