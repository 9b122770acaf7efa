import '../../../../shared/contracts/compile.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { room } from '../../../../functions/rentals/room.ts';
import { tariffChoiceSet, tariffPublished } from '../../../../shared/contracts/billing/tariff-management.ts';
import { groupsSet } from '../../../../shared/contracts/riders/groups.ts';
import type { HttpEvent, HttpResult } from '../../../../shared/runtime/http/event.ts';
import { sharedEngine } from '../../../engines/shared.ts';
import { bodyOf, invoked, request } from '../../a-request.ts';
import { type RoomTable, roomOnTable, roomTable } from '../../room-table.ts';
import { message } from '../../room-under-test.ts';
import { ANA, BEN, HERE, listCar, parkCar, VIN, wholeRoom } from '../rentals-under-test.ts';

/** Searches of riders whose group has a tariff of its own, on a real table that the room's domain has written. */

const NOW = '2026-01-31T09:00:00.000Z';
let handler: (event: HttpEvent) => Promise<HttpResult>;
let table: RoomTable;

const published = (tariffId: string) => {
  const { example } = tariffPublished;
  return message(tariffPublished, {
    ...example,
    tariffId,
    tariff: { ...example.tariff, tariffId },
    from: NOW,
  });
};

beforeAll(async () => {
  table = await roomTable(await sharedEngine('dynamodb'));
  handler = invoked((await import('../../../../functions/rentals/http.handler.ts')).handler);
  const decide = roomOnTable(table, room, wholeRoom, () => NOW);
  const { choice } = tariffChoiceSet.example;
  const entries = [{ tariffId: 'campus', when: { riderGroups: ['students'] } }];
  for (const told of [
    published('city'),
    published('campus'),
    message(tariffChoiceSet, { ...tariffChoiceSet.example, choice: { ...choice, entries } }),
    message(groupsSet, { ...groupsSet.example, riderId: BEN }),
    listCar(VIN),
    parkCar(VIN),
  ]) {
    await decide(told);
  }
});
afterAll(() => table?.client.destroy());

it('a search shows the price of the group of the rider who asks', async () => {
  const near = `${HERE.latitude},${HERE.longitude}`;
  const priceFor = async (kind: string, id: string) =>
    bodyOf(await handler(request('GET /v1/cars', { kind, id }, { queryStringParameters: { near } })));
  const priced = (tariffId: string) => ({ cars: [{ vin: VIN, price: { tariffId, version: 1 } }] });

  expect(await priceFor('rider', BEN)).toMatchObject(priced('campus'));
  expect(await priceFor('rider', ANA)).toMatchObject(priced('city'));
  expect(await priceFor('operator', BEN)).toMatchObject(priced('city'));
});
