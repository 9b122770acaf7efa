import { type Answer, recordAnswer } from '../../shared/contracts/payments/commands.ts';
import {
  AuthorizeFinding,
  CaptureFinding,
  ChargeFinding,
  FindFinding,
  type PaymentQuestion,
  RefundFinding,
  VoidFinding,
} from '../../shared/contracts/payments/provider.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { RuntimeFailure } from '../../shared/runtime/failure.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { logger } from '../../shared/runtime/observability.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { readOne } from '../../shared/runtime/read-models.ts';
import { type ProviderRequest, providerPort } from './ports.ts';
import { captureAnswer, foundAnswer, refundAnswer, tryAnswer, voidAnswer } from './provider/answer-of.ts';
import { findingChecks } from './provider/finding-checks.ts';
import { paymentMethods } from './read-models.ts';
import { room } from './room.ts';

/** Opens the token of the method, and asks the payment provider. The token is in no log, and in no queue. */
export const handler = port({
  room,
  functionName: 'provider',
  contract: providerPort,
  serve: async (request) => {
    const { riderId, paymentId, question, check, serial } = request;
    const answer = await answerTo(request);
    const provider = variable('providerFunction');
    return recordAnswer({ riderId, paymentId, question, check, serial, provider, answer });
  },
});

async function answerTo(request: ProviderRequest): Promise<Answer> {
  const { riderId, paymentMethodId } = request;
  const key = await riderKey(riderId);
  const kept = await readOne(paymentMethods, { riderId, paymentMethodId });
  // What is reserved or taken can still be settled: it needs no method.
  const method = key === undefined || kept === undefined ? undefined : key.open({ token: kept.token }).token;
  const answer = await asked(request, method);
  if (answer.result !== 'NEEDS_AUTHENTICATION' || answer.link === undefined) return answer;
  if (key === undefined) return { result: 'UNKNOWN', reason: 'PAYER_ERASED' };
  return { ...answer, ...key.seal({ link: answer.link }) };
}

async function asked(request: ProviderRequest, method: string | undefined): Promise<Answer> {
  const { question, check, attempt, reference, refundId, money } = request;
  const questioned = { check, attempt };
  const isTry = question === 'AUTHORIZE' || question === 'CHARGE';
  if (method === undefined && (isTry || request.find === true)) {
    // Erased meanwhile: there is nobody who could pay.
    return isTry
      ? { result: 'DECLINED', reason: 'PAYER_ERASED', retry: 'NEVER' }
      : { result: 'UNKNOWN', reason: 'PAYER_ERASED' };
  }
  if (request.find === true) return await found(request, method ?? '');
  switch (question) {
    case 'AUTHORIZE': {
      const inquiry = { question, ...payment(request, method ?? ''), offSession: false } as const;
      return await ask(inquiry, { schema: AuthorizeFinding, check: findingChecks.authorize }, tryAnswer);
    }
    case 'CHARGE':
      return await ask(
        { question, ...payment(request, method ?? '') },
        { schema: ChargeFinding, check: findingChecks.charge },
        tryAnswer,
      );
    case 'CAPTURE':
      return await ask(
        { question, ...questioned, reference: needed(reference), money },
        { schema: CaptureFinding, check: findingChecks.capture },
        captureAnswer,
      );
    case 'VOID':
      return await ask(
        { question, ...questioned, reference: needed(reference) },
        { schema: VoidFinding, check: findingChecks.void },
        voidAnswer,
      );
    case 'REFUND':
      return await ask(
        { question, ...questioned, reference: needed(reference), refundId: needed(refundId), money },
        { schema: RefundFinding, check: findingChecks.refund },
        refundAnswer,
      );
    case 'LOOK_UP':
      return await found(request, method ?? '');
  }
}

/**
 * The contract of the question is checked by the compiler, that of the answer by `askProvider`. A provider that fails has
 * done nothing, and the queue asks again. Of one that cannot be reached it is not known what it has done.
 */
async function ask<Schema extends Parameters<typeof askProvider>[1]['schema'], Found>(
  question: PaymentQuestion,
  finding: { readonly schema: Schema; readonly check: string },
  meaning: (found: Awaited<ReturnType<typeof askProvider<Schema>>>) => Found,
): Promise<Found | Answer> {
  try {
    return meaning(await askProvider(question, finding));
  } catch (error) {
    if (error instanceof RuntimeFailure) throw error;
    logger.warn('It is not known what the payment provider did', { error: error as Error });
    return { result: 'UNKNOWN', reason: 'NO_ANSWER' };
  }
}

async function found(request: ProviderRequest, method: string): Promise<Answer> {
  const { paymentId, reference, check, question } = request;
  const isTry = question === 'AUTHORIZE' || question === 'CHARGE';
  return await ask(
    {
      question: 'FIND',
      paymentId,
      method,
      ...(reference === undefined ? {} : { reference }),
      ...(isTry ? { forCheck: check } : {}),
    },
    { schema: FindFinding, check: findingChecks.find },
    (finding) => foundAnswer(request, finding),
  );
}

function payment(
  { check, attempt, riderId, paymentId, rentalId, money, description }: ProviderRequest,
  method: string,
) {
  return {
    check,
    attempt,
    payer: riderId,
    paymentId,
    ...(rentalId === undefined ? {} : { rentalId }),
    method,
    money,
    description,
  };
}

function needed(value: string | undefined): string {
  if (value !== undefined) return value;
  throw new RuntimeFailure('DOMAIN_FAILED', 'A payment is settled that the provider has not named yet');
}
