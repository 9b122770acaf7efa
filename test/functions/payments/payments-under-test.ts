import { domain, type PaymentsEvent, type PaymentsState } from '../../../functions/payments/domain.ts';
import type { PaymentsMessage } from '../../../functions/payments/messages.ts';
import type { ProviderRequest } from '../../../functions/payments/ports.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import {
  type Answer,
  authorize,
  charge,
  recordAnswer,
  takeCallback,
} from '../../../shared/contracts/payments/commands.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message, type Outcome, type RoomUnderTest, roomUnderTest } from '../room-under-test.ts';

/** The payments room in memory, and what is sent to it. */

export const ANA = 'ana';
export const PAYMENT = authorize.example.paymentId;
export const AS_ANA = { principal: { kind: 'rider', id: ANA } } as const;
const START = '2026-01-31T09:00:00.000Z';

export type Payments = RoomUnderTest<PaymentsState, PaymentsMessage, PaymentsEvent>;
export type Handled = Outcome<PaymentsEvent>;

export const setMethod = (n = 1) =>
  message(paymentMethodSet, {
    ...paymentMethodSet.example,
    riderId: ANA,
    paymentMethodId: exampleId('pay', n),
  });

/** Ana has a payment method. */
export function payments(): Payments {
  const room = roomUnderTest(domain, START);
  room.handle(setMethod());
  return room;
}

export const authorizes = () => message(authorize, authorize.example);
export const charges = () => message(charge, charge.example);

/** What the provider is asked by this decision. */
export function askedOf({ outputs }: Pick<Handled, 'outputs'>): ProviderRequest {
  const [request] = outputs.flatMap((output: Output) =>
    output.to === 'port' ? [output.request as ProviderRequest] : [],
  );
  if (request === undefined) throw new Error('The provider is not asked');
  return request;
}
export const asksNobody = ({ outputs }: Handled): boolean => outputs.every(({ to }) => to !== 'port');
/** The commands that leave, without their rooms. */
export const commandsOf = ({ outputs }: Handled): readonly string[] =>
  outputs.flatMap((output) => (output.to === 'room' ? [output.contract.type] : []));

/** The provider's answer to the request. */
export const answers = ({ riderId, paymentId, question, check, serial }: ProviderRequest, answer: Answer) =>
  message(recordAnswer, { riderId, paymentId, question, check, serial, provider: 'stripe', answer });

export const called = (about: Data<typeof takeCallback>['about'], time = '2026-01-31T09:00:30.000Z') =>
  message(takeCallback, { riderId: ANA, paymentId: PAYMENT, provider: 'stripe', time, about });

export const typesOf = ({ events }: Pick<Handled, 'events'>): readonly string[] =>
  events.map(({ type }) => type.replace('payments.', '').replace('.v1', ''));
export const stored = (room: Payments) => room.item(`payment/${PAYMENT}`)?.body as Record<string, unknown>;
