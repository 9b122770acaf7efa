import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Boolean as Bool, Object as Obj } from 'typebox';
import { strict } from '../../../shared/contracts/fields.ts';
import { variable } from '../../../shared/runtime/environment.ts';
import { readModel } from '../../../shared/runtime/read-model.ts';
import { readOne } from '../../../shared/runtime/read-models.ts';
import { dynamodb } from '../../../shared/runtime/table/client.ts';
import { readModelItemOf } from '../../../shared/runtime/table/commit-transaction.ts';
import type { ConsentMessage } from '../messages.ts';

/** Which riders consent that partners get data, as the riders room says. An erased one never does again. */

const consents = readModel('consent/{riderId}', Obj({ partners: Bool(), erased: Bool() }, strict));

/** What the event says about data for partners; undefined when it says nothing. */
export function consentIn(message: ConsentMessage): { partners: boolean; erased: boolean } | undefined {
  switch (message.type) {
    case 'riders.erased.v1':
    case 'riders.data-key-destroyed.v1':
      return { partners: false, erased: true };
    case 'riders.consent-given.v1':
    case 'riders.consent-withdrawn.v1':
      if (message.data.purpose !== 'PARTNERS') return undefined;
      return { partners: message.type === 'riders.consent-given.v1', erased: false };
  }
}

/** Remembers it, unless something newer is known: an event that was redriven comes late. */
export async function learnConsent(message: ConsentMessage): Promise<void> {
  const consent = consentIn(message);
  if (consent === undefined) return;
  const { riderId } = message.data;
  const item = readModelItemOf(consents({ riderId }, consent));
  const command = new PutItemCommand({
    TableName: variable('table'),
    Item: { ...item, at: { S: message.time } },
    // Nothing is newer than an erasure.
    ...(consent.erased ? {} : onlyIfNewer(message.time)),
  });
  try {
    await dynamodb.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

const ERASED = JSON.stringify({ partners: false, erased: true });

const onlyIfNewer = (time: string) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR (#at <= :at AND #body <> :erased)',
  ExpressionAttributeNames: { '#at': 'at', '#body': 'body' },
  ExpressionAttributeValues: { ':at': { S: time }, ':erased': { S: ERASED } },
});

/** Whether the rider consents now. Without a rider there is nobody to ask, and nothing personal. */
export async function consentsNow(riderId: string | undefined): Promise<boolean> {
  if (riderId === undefined) return false;
  return (await readOne(consents, { riderId }))?.partners === true;
}
