import '../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { openApi } from '../../docs/generator/openapi.ts';
import {
  messagePrint,
  type ReceivedAnswer,
  receivedAnswers,
  receivedRecords,
  receivedShared,
  routePrint,
} from '../../docs/generator/received.ts';
import { messages, roomErrors, routes } from '../../shared/contracts/catalogue.ts';
import { errors } from '../../shared/contracts/errors.ts';
import { getVehicle } from '../../shared/contracts/vehicles/vehicles.ts';
import { wrongAnswer, wrongProblem, wrongRecord } from './wrong.ts';

/** The examples of the documents: what tests received, and still what the contracts say. `npm run answers` records them. */

const answers = receivedAnswers();
const shared = receivedShared();
const records = receivedRecords();

/** The routes that no test with a platform calls with success yet: the document shows their contracts' examples. */
const NOT_RECEIVED: readonly string[] = [
  'getTwin',
  'acceptVehicleLog',
  'blockRider',
  'unblockRider',
  'setRiderGroups',
  'removeBillingAddress',
  'listFleetCars',
  'getRiderPoints',
  'listPointsPartners',
  'detachVoucher',
  'declineGivenOffer',
  'getCouponKeys',
  'getManagedTariff',
  'getTariffChoice',
  'listManagedTariffs',
  'publishTariffVersion',
  'putTariffChoice',
  'retireTariff',
  'listReconciliations',
  'listNotCovered',
  'listAdjustments',
  'listChargesOfRider',
  'rateRental',
  'rejectAdjustment',
  'writeOffCharge',
  'listFeesOfRider',
  'getFeatureList',
  'endFeature',
  'listPromotions',
  'stopPromotion',
  'redeemPromotionCode',
  'getPayment',
  'listRiderPayments',
  'changePartner',
  'resumePartner',
  'listWebhookEventTypes',
  'listPartnerWebhookEndpoints',
  'changeWebhookEndpoint',
  'disableWebhookEndpoint',
];

describe('the success of each route', () => {
  it.each(routes.map(({ id }) => id).filter((id) => !NOT_RECEIVED.includes(id)))(
    '%s was received, and is what its contract says',
    (id) => {
      const answer = answers[id];
      const wrong = answer === undefined ? 'never received: npm run answers' : wrongAnswer(id, answer);
      expect(wrong).toBeUndefined();
    },
  );

  it('was received of no route that is said to have none', () => {
    const known = new Set<string>(routes.map(({ id }) => id));
    expect(NOT_RECEIVED.filter((id) => answers[id] !== undefined || !known.has(id))).toEqual([]);
  });

  it('is of routes that there are', () => {
    const known = new Set<string>(routes.map(({ id }) => id));
    expect(Object.keys(answers).filter((id) => !known.has(id))).toEqual([]);
  });
});

describe('an example', () => {
  const answer = answers[getVehicle.id] as ReceivedAnswer;

  it('of another contract has to be recorded again', () => {
    expect(wrongAnswer(getVehicle.id, { ...answer, contract: '000000000000' })).toMatch('record it again');
    expect(wrongAnswer(getVehicle.id, { ...answer, body: {} })).toMatch('the answer: ');
    expect(
      wrongAnswer(getVehicle.id, { ...answer, request: { ...answer.request, path: '/v1/vehicles/x' } }),
    ).toMatch('the path: ');
    expect(wrongAnswer('getNothing', answer)).toBe('there is no such route');
  });

  it('is of another contract when its form is another, not when it is described otherwise', () => {
    const { success } = getVehicle;
    const changed = { ...success, body: { ...success.body, required: [] } };
    expect(routePrint({ ...getVehicle, success: changed })).not.toBe(routePrint(getVehicle));
    expect(routePrint({ ...getVehicle, path: '/v2/vehicles/{vin}' })).not.toBe(routePrint(getVehicle));
    const told = { ...success, description: 'x', body: { ...success.body, description: 'x' } };
    expect(routePrint({ ...getVehicle, success: told })).toBe(routePrint(getVehicle));
  });

  it('is in the document as it was received', () => {
    const { paths } = openApi() as {
      paths: Record<string, Record<string, { responses: Record<string, { content: object }> }>>;
    };
    expect(paths[getVehicle.path]?.['get']?.responses['200']?.content).toMatchObject({
      'application/json': { example: answer.body },
    });
  });
});

describe('problems', () => {
  const codes = new Set<string>([...Object.keys(errors), ...roomErrors.map(({ code }) => code)]);

  it.each(Object.entries(shared.problems))('%s is what the catalogue says', (code, { body }) => {
    expect(wrongProblem(code, body)).toBeUndefined();
    expect(body).toMatchObject({ code, detail: expect.stringMatching(/\S/) });
  });

  it('are received of these codes, too', () => {
    expect(Object.keys(shared.problems)).toEqual(
      expect.arrayContaining(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND']),
    );
    expect(Object.keys(shared.problems).filter((code) => !codes.has(code))).toEqual([]);
  });

  it('of API Gateway are messages without a code', () => {
    expect(Object.keys(shared.gateway)).toEqual(expect.arrayContaining(['401', '403']));
    for (const { body } of Object.values(shared.gateway))
      expect(body).toEqual({ message: expect.any(String) });
  });

  it('of a change that is not decided yet is an operation', () => {
    expect(shared.pending?.body).toMatchObject({ state: 'PENDING' });
  });
});

describe('records of topics', () => {
  it.each(Object.entries(records))('%s is what its contract says', (type, record) => {
    expect(wrongRecord(type, record)).toBeUndefined();
  });

  it('are there of most events, and of another contract have to be recorded again', () => {
    const events = messages.filter(({ kind }) => kind === 'event');
    expect(events.filter(({ type }) => records[type] !== undefined).length).toBeGreaterThan(
      events.length / 2,
    );
    const [[type, record] = ['', undefined]] = Object.entries(records);
    if (record === undefined) throw new Error('there are none');
    expect(wrongRecord(type, { ...record, contract: '000000000000' })).toMatch('record it again');
    const message = messages.find((one) => one.type === type);
    if (message === undefined) throw new Error(`there is no ${type}`);
    expect(messagePrint({ ...message, data: { type: 'object' } })).not.toBe(record.contract);
  });
});

it('nothing that was received opens anything: no signature is as long as a real one', () => {
  for (const text of [answers, shared, records].map((some) => JSON.stringify(some))) {
    const signed = [...text.matchAll(/eyJ[\w-]+\.[\w-]+\.([\w-]+)/g)];
    expect(signed.filter(([, signature = '']) => signature.length > 20).map(([one]) => one)).toEqual([]);
    expect(text).not.toMatch(/X-Amz-Signature=[^0]|enc\.v1\.(?!q83vEjRWeJ0)/);
  }
});
