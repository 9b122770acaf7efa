import { expect, it } from 'vitest';
import type { MemberPoints, PointsLine } from '../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../shared/contracts/loyalty/programme.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import type { Rider } from './rider.ts';
import type { World } from './world.ts';

/** A rider's points, from a rental to a rental. */
export function pointsJourney(world: () => World): void {
  const asOperator = <Body>(method: string, path: string, body?: unknown) =>
    world().client.ask<Body>('operator', 'eva', method, path, body);
  const points = async (rider: Rider): Promise<MemberPoints> =>
    (await rider.call<MemberPoints>('GET', '/v1/riders/me/points')).body;

  async function used(rider: Rider, before?: (rentalId: string) => Promise<void>): Promise<string> {
    const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));
    await before?.(rentalId);
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    await world().car(vin, 'drive');
    await world().car(vin, 'park');
    await rider.act(rentalId, 'end');
    await rider.reaches(rentalId, 'ENDED');
    return rentalId;
  }

  it('earns points with a rental, pays a part of the next one with points, and gets the rest back', async () => {
    const penelope = world().rider('penelope');
    await penelope.admitted();
    await world().advance(REFERENCE_SECONDS + 1);
    const { body } = await penelope.call<{ programme: Programme }>('GET', '/v1/points-programme');
    expect(body.programme.name).toBe('Roadstream Miles');

    const first = await penelope.charged(await used(penelope));
    await world().until('the points of the rental', async () => (await points(penelope)).balance.pending > 0);
    const earned = await points(penelope);
    const full = Math.floor((first.charge?.total ?? 0) / 100);
    expect(earned.balance.pending).toBeGreaterThanOrEqual(200 + 5 * full);
    expect(earned.awaited).toMatchObject([{ rentalId: first.rentalId }]);

    const given = await asOperator('POST', '/v1/riders/penelope/points/adjustments', {
      points: 5000,
      reason: 'welcome',
    });
    expect(given).toMatchObject({ status: 200, body: { active: 5000 } });

    let setAside: unknown;
    const second = await penelope.charged(
      await used(penelope, async (rentalId) => {
        // The loyalty room hears of the rental a moment after the rider.
        setAside = await penelope.isAnswered('Setting points aside', 200, (headers) =>
          penelope.call('PUT', `/v1/rentals/${rentalId}/points`, { points: 4000 }, headers),
        );
        await world().quiet();
      }),
    );
    expect(setAside).toMatchObject({ points: 4000, amount: 4000, balance: { active: 1000, reserved: 4000 } });
    const paid = second.charge?.lines.flatMap(({ reason }) =>
      reason.code === 'POINTS' ? [reason.amount] : [],
    );
    expect(second.charge?.total).toBe(0);
    const [amount = 0] = paid ?? [];
    expect(amount).toBeGreaterThan(0);

    await world().until(
      'the rest is free again',
      async () => (await points(penelope)).balance.reserved === 0,
    );
    expect((await points(penelope)).balance.active).toBe(5000 - amount);
    const { body: history } = await penelope.call<{ movements: PointsLine[] }>(
      'GET',
      '/v1/riders/me/points/movements',
    );
    expect(history.movements.map(({ reason }) => reason.code).toReversed()).toEqual([
      'EARNED',
      'ADJUSTED',
      'RESERVED',
      'SPENT',
      ...(history.movements.length > 4 ? ['EARNED'] : []),
    ]);

    const later = await penelope.call('PUT', `/v1/rentals/${second.rentalId}/points`, { points: 100 });
    expect(later).toMatchObject({ status: 409, body: { code: 'POINTS_RENTAL_UNKNOWN' } });
    const tooFew = await asOperator('POST', '/v1/riders/penelope/points/adjustments', {
      points: -100_000,
      reason: 'mistake',
    });
    expect(tooFew).toMatchObject({ status: 409, body: { code: 'NOT_ENOUGH_POINTS' } });
  });
}
