import { takeCallback } from '../../shared/contracts/payments/commands.ts';
import { callbackRefused, receiveCallback } from '../../shared/contracts/payments/own-payments.ts';
import { CallbackFinding, type VerifyCallback } from '../../shared/contracts/payments/provider.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { publisher } from '../../shared/runtime/kafka/publish.ts';
import { measure } from '../../shared/runtime/observability.ts';
import { commandRecord, sourceOf } from '../../shared/runtime/operations/envelopes.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { regionOf } from '../../shared/runtime/room-table.ts';
import { commandOf } from './provider/callback-command.ts';
import { findingChecks } from './provider/finding-checks.ts';
import { room } from './room.ts';

/** Each provider has a name of its own for the header. */
const signatureIn = (headers: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(headers).find(([name]) => name.endsWith('signature'))?.[1] ?? '';

/** The provider's function judges the signature, of the body as it came. What is not genuine leaves nothing. */
export const handler = httpApi(room, 'callbacks', [
  read(receiveCallback, async ({ rawBody, headers, now, traceparent }) => {
    const question: VerifyCallback = {
      question: 'VERIFY_CALLBACK',
      body: rawBody,
      signature: signatureIn(headers),
      now,
    };
    const finding = await askProvider(question, { schema: CallbackFinding, check: findingChecks.callback });
    if (finding.result === 'REFUSED') {
      measure({ CallbacksRefused: 1 });
      throw new ProblemError(callbackRefused.code, 'The signature is not one of the payment provider.');
    }
    measure({ CallbacksTaken: 1 });
    const data =
      finding.result === 'EVENT' ? commandOf(finding.event, variable('providerFunction')) : undefined;
    if (data === undefined || finding.result !== 'EVENT') return { received: true as const };
    const { topic, key, value } = commandRecord({
      // The same callback is one command, however often it comes.
      id: derivedId(`op_${room.name}`, finding.event.callback),
      contract: takeCallback,
      data,
      source: sourceOf(regionOf(), room.name),
      time: now,
      traceparent,
    });
    // Not answered before Kafka has it: otherwise the provider sends it again.
    await publisher().send(topic, [{ key, value }]);
    return { received: true as const };
  }),
]);
