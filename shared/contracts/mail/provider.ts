import { Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { strict } from '../fields.ts';

/** What a provider of mail is asked, and what it answers: docs/providers.md. */

export const MailInquiry = Obj(
  {
    check: Str({ description: 'The same when the same mail is asked for again' }),
    to: Str({ description: 'An address' }),
    subject: Str({ minLength: 1, maxLength: 200 }),
    text: Str({ minLength: 1, description: 'Plain text, UTF-8' }),
  },
  strict,
);
export type MailInquiry = Static<typeof MailInquiry>;

/** REFUSED is final: this mail will never be sent. A provider that throws is asked again. */
export const MailFinding = Union([
  Obj({ result: Literal('SENT'), reference: Optional(Str()) }),
  Obj({
    result: Literal('REFUSED'),
    /** ADDRESS: nobody can be reached there. SENDER: we may not send. CONTENT: this mail is not taken. */
    reason: Union([Literal('ADDRESS'), Literal('SENDER'), Literal('CONTENT')]),
  }),
]);
export type MailFinding = Static<typeof MailFinding>;
