import {
  getDelivery,
  listDeliveries,
  listRentalDeliveries,
  replayDeliveries,
  replayDelivery,
  sendTest,
} from '../../shared/contracts/partners/deliveries.ts';
import {
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  listEventTypes,
  listPartnerEndpoints,
  OLD_SECRET_HOURS,
  patchEndpoint,
  postDisabled,
  postEnabled,
  postEndpoint,
  postSecret,
} from '../../shared/contracts/partners/endpoints.ts';
import { receiveMessage } from '../../shared/contracts/partners/messages-in.ts';
import {
  credentialsNotReady,
  getCredentials,
  getOwnPartner,
  getPartner,
  listPartners,
  patchPartner,
  postPartner,
  postResumption,
  postSuspension,
} from '../../shared/contracts/partners/partners.ts';
import { publicEvents, typesTaken } from '../../shared/contracts/partners/public-events.ts';
import { randomId } from '../../shared/kernel/random-id.ts';
import { addSeconds } from '../../shared/kernel/time.ts';
import { change } from '../../shared/runtime/change.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { type PageQuery, readPage } from '../../shared/runtime/read-models.ts';
import { consentsNow } from './deliveries/consents.ts';
import { addTest, deliveryOf, mustBeEnabled, replayOne, replaySome } from './deliveries/replaying.ts';
import { sentAbout } from './deliveries/sent-about.ts';
import { deliveriesOf, shownDelivery } from './deliveries/stored.ts';
import { clientSecretOf, PARTNER_SCOPE } from './keys/app-clients.ts';
import { vault } from './keys/vault.ts';
import {
  endpointFor,
  givenSecret,
  mustBeAllowed,
  mustBeEventTypes,
  mustBeReceiver,
  partnerNamed,
} from './managing/checks.ts';
import { allEndpoints, allPartners, beginOf, type StoredEndpoint, shownEndpoint } from './read-models.ts';
import { receive } from './receiving/receive.ts';
import { room } from './room.ts';
import { stageReceivers } from './sending/receivers.ts';
import { visibleEvent } from './sending/target.ts';

const HOUR_SECONDS = 3600;

const shown = (endpoint: StoredEndpoint) => shownEndpoint(endpoint.partnerId, endpoint.endpointId, endpoint);

async function endpointsOf(partnerId: string, query: PageQuery | undefined) {
  const { items, ...next } = await readPage(allEndpoints, {}, { ...query, begins: beginOf(partnerId) });
  return { endpoints: items.map(shown), ...next };
}

/** The operation keeps a new secret sealed: it is opened for the answer to the request that brought it. */
async function opened<Body extends { endpointId: string; secret?: string }>(body: Body): Promise<Body> {
  const { endpointId, secret } = body;
  return secret === undefined ? body : { ...body, secret: (await vault()).secretText(endpointId, secret) };
}

const ids = ({ principal, params }: { principal: { id: string }; params: { endpointId: string } }) => ({
  partnerId: principal.id,
  endpointId: params.endpointId,
});

export const handler = httpApi(room, 'http', [
  change(postPartner, async ({ body }) => {
    mustBeEventTypes(body.eventTypes);
    return { partnerId: randomId('ptn'), ...body };
  }),
  read(listPartners, async ({ query }) => {
    const { items, ...next } = await readPage(allPartners, {}, query);
    return { partners: items, ...next };
  }),
  read(getPartner, ({ params: { partnerId } }) => partnerNamed(partnerId)),
  read(getOwnPartner, ({ principal: { id } }) => partnerNamed(id)),
  change(patchPartner, async ({ params, body }) => {
    mustBeEventTypes(body.eventTypes ?? []);
    return { ...params, ...body };
  }),
  change(postSuspension, async ({ params, body }) => ({ ...params, ...body })),
  change(postResumption, async ({ params, body }) => ({ ...params, ...body })),
  read(getCredentials, async ({ params: { partnerId } }) => {
    const { clientId } = await partnerNamed(partnerId);
    if (clientId === undefined)
      throw new ProblemError(
        credentialsNotReady.code,
        `The credentials of ${partnerId} are made in a moment.`,
      );
    return {
      clientId,
      clientSecret: await clientSecretOf(clientId),
      tokenUrl: variable('tokenUrl'),
      scope: PARTNER_SCOPE,
    };
  }),
  read(listEventTypes, async ({ principal: { kind, id } }) => {
    const allowed = kind === 'partner' ? typesTaken((await partnerNamed(id)).eventTypes) : undefined;
    return {
      eventTypes: publicEvents.map(({ type, description, fields }) => ({
        type,
        description,
        ...(allowed === undefined ? {} : { allowed: allowed.includes(type) }),
        fields: Object.entries(fields).map(([name, { scope, consent = false }]) => ({
          name,
          ...(scope === undefined ? {} : { scope }),
          needsConsent: consent,
        })),
      })),
    };
  }),

  change(
    postEndpoint,
    async ({ principal: { id: partnerId }, body: { secret, ...settings } }) => {
      mustBeEventTypes(settings.eventTypes);
      mustBeAllowed(settings.eventTypes, await partnerNamed(partnerId));
      const given = givenSecret(secret);
      await mustBeReceiver(settings.url, stageReceivers());
      const endpointId = randomId('whe');
      return { partnerId, endpointId, ...settings, secret: (await vault()).seal(endpointId, given) };
    },
    { present: opened },
  ),
  read(listEndpoints, ({ principal: { id }, query }) => endpointsOf(id, query)),
  read(listPartnerEndpoints, async ({ params: { partnerId }, query }) => {
    await partnerNamed(partnerId);
    return await endpointsOf(partnerId, query);
  }),
  read(getEndpoint, async ({ principal, params }) => shown(await endpointFor(principal, params.endpointId))),
  change(patchEndpoint, async (request) => {
    const { principal, params, body } = request;
    await endpointFor(principal, params.endpointId);
    if (body.eventTypes !== undefined) {
      mustBeEventTypes(body.eventTypes);
      mustBeAllowed(body.eventTypes, await partnerNamed(principal.id));
    }
    if (body.url !== undefined) await mustBeReceiver(body.url, stageReceivers());
    return { ...ids(request), ...body };
  }),
  change(deleteEndpoint, async (request) => ids(request)),
  change(postEnabled, async (request) => ids(request)),
  change(postDisabled, async (request) => ids(request)),
  change(
    postSecret,
    async (request) => {
      const { body, params, now } = request;
      await endpointFor(request.principal, params.endpointId);
      const given = givenSecret(body.secret);
      const hours = body.oldValidHours ?? OLD_SECRET_HOURS;
      return {
        ...ids(request),
        secret: (await vault()).seal(params.endpointId, given),
        oldUntil: addSeconds(now, hours * HOUR_SECONDS),
      };
    },
    { present: opened },
  ),

  read(listDeliveries, async ({ principal, params, query: { state, ...page } }) => {
    const { endpointId } = await endpointFor(principal, params.endpointId);
    const { items, ...next } = await readPage(deliveriesOf, { endpointId }, page);
    const wanted = items.filter((stored) => state === undefined || stored.state === state);
    return { deliveries: wanted.map(shownDelivery), ...next };
  }),
  read(listRentalDeliveries, ({ params: { rentalId }, query }) => sentAbout(rentalId, query)),
  read(getDelivery, async ({ principal, params, now }) => {
    const { endpointId, partnerId } = await endpointFor(principal, params.endpointId);
    const stored = await deliveryOf(endpointId, params.deliveryId, now);
    const event = await visibleEvent(stored, await partnerNamed(partnerId), {
      vault: await vault(),
      consents: consentsNow,
    });
    return { ...shownDelivery(stored), event: event ?? null };
  }),
  read(replayDelivery, async ({ principal, params, now }) => {
    const endpoint = await endpointFor(principal, params.endpointId);
    const stored = await deliveryOf(endpoint.endpointId, params.deliveryId, now);
    mustBeEnabled(endpoint);
    return shownDelivery(await replayOne(stored, now));
  }),
  read(replayDeliveries, async ({ principal, params, body, now }) => {
    const endpoint = await endpointFor(principal, params.endpointId);
    mustBeEnabled(endpoint);
    return await replaySome(endpoint.endpointId, body, now);
  }),
  read(sendTest, async ({ principal, params, body, now }) => {
    const endpoint = await endpointFor(principal, params.endpointId);
    mustBeEnabled(endpoint);
    return shownDelivery(await addTest(endpoint, body.note, now));
  }),
  read(receiveMessage, async ({ params: { endpointId }, rawBody, headers, now, traceparent }) =>
    receive({ endpointId, rawBody, headers, now, traceparent }),
  ),
]);
