import {
  addEndpoint,
  changeEndpoint,
  disableEndpoint,
  enableEndpoint,
  removeEndpoint,
  reportFailing,
  rotateSecret,
  stopEndpoint,
} from '../../shared/contracts/partners/endpoints.ts';
import {
  addPartner,
  changePartner,
  recordClient,
  resumePartner,
  suspendPartner,
} from '../../shared/contracts/partners/partners.ts';
import { sources } from '../../shared/contracts/partners/public-events.ts';
import { consentGiven, consentWithdrawn } from '../../shared/contracts/riders/consents.ts';
import { dataKeyDestroyed, erased } from '../../shared/contracts/riders/erasure.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides. */
export const partnerMessages = [
  addPartner,
  changePartner,
  suspendPartner,
  resumePartner,
  recordClient,
  addEndpoint,
  changeEndpoint,
  enableEndpoint,
  disableEndpoint,
  removeEndpoint,
  rotateSecret,
  reportFailing,
  stopEndpoint,
] as const;
export type PartnerMessage = MessageOf<(typeof partnerMessages)[number]>;

/** What riders say about data for partners. */
export const consentMessages = [consentGiven, consentWithdrawn, erased, dataKeyDestroyed] as const;
export type ConsentMessage = MessageOf<(typeof consentMessages)[number]>;

/** What the fan-out hears: events that public ones are made of, and consents. */
export const heardMessages = [...sources, ...consentMessages] as const;
