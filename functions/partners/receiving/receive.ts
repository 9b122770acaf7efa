import { answerTransfer } from '../../../shared/contracts/loyalty/transfers.ts';
import { endpointUnknown } from '../../../shared/contracts/partners/endpoints.ts';
import {
  messageNotGenuine,
  messageNotValid,
  REPLAY_WINDOW_SECONDS,
  TransferAnswer,
} from '../../../shared/contracts/partners/messages-in.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { type Instant, isBefore, milliseconds } from '../../../shared/kernel/time.ts';
import { publisher } from '../../../shared/runtime/kafka/publish.ts';
import { commandRecord, sourceOf } from '../../../shared/runtime/operations/envelopes.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne } from '../../../shared/runtime/read-models.ts';
import { regionOf } from '../../../shared/runtime/room-table.ts';
import { isSigned } from '../keys/signing.ts';
import { vault } from '../keys/vault.ts';
import { endpoints, partners, type StoredEndpoint } from '../read-models.ts';
import { MESSAGE_CHECK, room } from '../room.ts';

/** Takes what a partner sends: first whether it is genuine, then what it says. What is not genuine leaves nothing. */

export interface SignedMessage {
  readonly endpointId: string;
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
  readonly traceparent: string;
}

const SECOND_MS = 1000;
const LONGEST_ID = 200;

export async function receive(message: SignedMessage): Promise<{ received: true }> {
  const { endpointId, now, traceparent } = message;
  const endpoint = await endpointAt(endpointId);
  const id = await genuineId(message, endpoint);
  const { type, data } = answerIn(message.rawBody);
  const { partnerId } = endpoint;
  const named = (await vault()).openReply(partnerId, data.reply);
  // The reply belongs to the request: nobody answers for another partner, or for another transfer.
  if (named === undefined || named.transferId !== data.transfer) {
    throw notValid('/body/data/reply', 'is not the one that came with this transfer');
  }
  const { topic, key, value } = commandRecord({
    // The same message is one command, however often it comes.
    id: derivedId('op_loyalty', endpointId, id),
    contract: answerTransfer,
    data: {
      ...named,
      answer: type === 'transfer.booked' ? 'BOOKED' : 'REFUSED',
      from: { partnerId, messageId: id },
      ...(data.reference === undefined ? {} : { reference: data.reference }),
      ...(data.points === undefined ? {} : { theirs: data.points }),
      ...(data.reason === undefined ? {} : { reason: data.reason }),
    },
    source: sourceOf(regionOf(), room.name),
    time: now,
    traceparent,
  });
  // Not answered before Kafka has it: otherwise the partner sends it again.
  await publisher().send(topic, [{ key, value }]);
  return { received: true };
}

/** A partner that is suspended sends nothing, either. */
async function endpointAt(endpointId: string): Promise<StoredEndpoint> {
  const endpoint = await readOne(endpoints, { endpointId });
  if (endpoint !== undefined && endpoint.status !== 'REMOVED') {
    const partner = await readOne(partners, { partnerId: endpoint.partnerId });
    if (partner?.status === 'ACTIVE') return endpoint;
  }
  throw new ProblemError(endpointUnknown.code, `There is no webhook endpoint ${endpointId}.`);
}

async function genuineId(
  { endpointId, rawBody, headers, now }: SignedMessage,
  { secrets }: StoredEndpoint,
): Promise<string> {
  const id = headers['webhook-id'] ?? '';
  const timestamp = Number(headers['webhook-timestamp']);
  const refused = (why: string) => new ProblemError(messageNotGenuine.code, why);
  if (id === '' || id.length > LONGEST_ID)
    throw refused(`webhook-id must have 1 to ${LONGEST_ID} characters.`);
  if (!Number.isInteger(timestamp)) throw refused('webhook-timestamp must be seconds since 1970.');
  const valid = secrets.filter(({ until }) => until === undefined || isBefore(now, until));
  const open = await vault();
  const keys = valid.map(({ sealed }) => open.open(endpointId, sealed).symmetric);
  if (!isSigned(keys, { id, timestamp, body: rawBody }, headers['webhook-signature'] ?? '')) {
    throw refused('No signature in webhook-signature fits.');
  }
  // Only what is signed is told how far its clock is off.
  const off = Math.abs(milliseconds(now) - timestamp * SECOND_MS);
  if (off > REPLAY_WINDOW_SECONDS * SECOND_MS) {
    throw refused(
      `webhook-timestamp is ${Math.round(off / SECOND_MS)} s off: at most ${REPLAY_WINDOW_SECONDS}.`,
    );
  }
  return id;
}

function answerIn(rawBody: string): TransferAnswer {
  let body: unknown;
  try {
    body = JSON.parse(rawBody);
  } catch {
    throw notValid('/body', 'is no JSON');
  }
  const [wrong] = violations(MESSAGE_CHECK, TransferAnswer, body);
  if (wrong !== undefined) throw notValid(`/body${wrong.path}`, wrong.message);
  return body as TransferAnswer;
}

const notValid = (path: string, message: string): ProblemError =>
  new ProblemError(messageNotValid.code, `${path} ${message}.`, [{ path, message }]);
