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
import { decideBy } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { evolve, type PartnerEvent } from './evolve.ts';
import {
  decideAddEndpoint,
  decideChangeEndpoint,
  decideDisable,
  decideEnable,
  decideRemove,
  decideReport,
  decideRotate,
  decideStop,
} from './managing/endpoints.ts';
import { decideAdd, decideChange, decideRecordClient, decideStanding } from './managing/partners.ts';
import type { PartnerMessage } from './messages.ts';
import { readModels } from './read-models.ts';
import { noPartner, type PartnerState } from './state.ts';

const AGGREGATE = 'partner/';

/** Who the partners are, what they may see, and where their webhooks go. What was delivered is not in here. */
export const domain: Domain<PartnerState, PartnerMessage, PartnerEvent> = {
  aggregateOf: ({ data }) => AGGREGATE + data.partnerId,
  aggregateOfEvent: ({ data }) => AGGREGATE + data.partnerId,
  initial: (aggregate) => noPartner(aggregate.slice(AGGREGATE.length)),
  decide: decideBy<PartnerState, PartnerMessage, PartnerEvent>({
    [addPartner.type]: decideAdd,
    [changePartner.type]: decideChange,
    [suspendPartner.type]: decideStanding,
    [resumePartner.type]: decideStanding,
    [recordClient.type]: decideRecordClient,
    [addEndpoint.type]: decideAddEndpoint,
    [changeEndpoint.type]: decideChangeEndpoint,
    [enableEndpoint.type]: decideEnable,
    [disableEndpoint.type]: decideDisable,
    [removeEndpoint.type]: decideRemove,
    [rotateSecret.type]: decideRotate,
    [reportFailing.type]: decideReport,
    [stopEndpoint.type]: decideStop,
  }),
  evolve,
  readModels,
};
