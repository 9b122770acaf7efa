import { Integer, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { route } from '../define.ts';
import { roomError } from '../errors.ts';
import { strict } from '../fields.ts';
import { endpointParams, endpointUnknown } from './endpoints.ts';

/** What partners send: signed as webhooks are, with the secret of the endpoint that it answers for. */

/** A message is taken so long before and after its timestamp, as receivers of webhooks do. */
export const REPLAY_WINDOW_SECONDS = 5 * 60;

export const messageNotGenuine = roomError('PARTNER_MESSAGE_NOT_GENUINE', {
  status: 401,
  title: 'The message is not signed by the partner, or not now',
  advice:
    'Sign id, timestamp and body with the secret of the endpoint, by the rules of Standard Webhooks. docs/webhooks.md shows how.',
  retry: 'change',
});
export const messageNotValid = roomError('PARTNER_MESSAGE_NOT_VALID', {
  status: 400,
  title: 'The message is genuine, and says nothing that is known here',
  advice: 'docs/webhooks.md lists the messages. The list `errors` says what is wrong.',
  retry: 'change',
});

/** The answer to `transfer.requested`. */
export const TransferAnswer = Obj({
  type: Union([Literal('transfer.booked'), Literal('transfer.refused')]),
  data: Obj({
    transfer: Str({ pattern: idPattern('ptx') }),
    reply: Str({ minLength: 1, maxLength: 400, description: 'As it was in the request' }),
    /** Of the partner's programme. */
    points: Optional(Integer({ minimum: 0, maximum: 1_000_000_000 })),
    reference: Optional(Str({ minLength: 1, maxLength: 64 })),
    reason: Optional(Str({ maxLength: 200 })),
  }),
});
export type TransferAnswer = Static<typeof TransferAnswer>;

export const receiveMessage = route({
  id: 'receivePartnerMessage',
  method: 'POST',
  path: '/v1/webhook-endpoints/{endpointId}/messages',
  summary: 'Messages of partners: what they booked of transfers of points',
  description:
    'Needs no token: the body is judged as it came, by the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. The same id again does nothing again.',
  principals: [],
  params: endpointParams,
  success: {
    status: 200,
    description: 'It was genuine, and is taken',
    body: Obj({ received: Literal(true) }, strict),
    example: { received: true },
  },
  errors: [endpointUnknown.code, messageNotGenuine.code, messageNotValid.code],
});

export const transferAnswerExample: TransferAnswer = {
  type: 'transfer.booked',
  data: { transfer: exampleId('ptx'), reply: 'v1.EXAMPLE', points: 100, reference: 'HM-77' },
};
