import { describe, expect, it } from 'vitest';
import { exampleId } from '../../shared/kernel/ids.ts';
import { instant, milliseconds } from '../../shared/kernel/time.ts';
import { Best } from './best.ts';
import { Stable } from './stable.ts';

const NOW = milliseconds(instant(Date.UTC(2027, 4, 5, 6, 7, 8, 9)));

describe('what was received', () => {
  it('has the same ids in each run, of which the same is the same', () => {
    const [one, other] = ['wk9b1tbxzadywg04604vh2jhgr', '1c9z6h3k5m7p8q9r2y7n8d0s4b'];
    const stable = new Stable(NOW).value(
      { rentalId: `rnt_${one}`, link: `/v1/rentals/rnt_${one}/grants/grt_${one}`, before: `rnt_${other}` },
      undefined,
    );

    expect(stable).toEqual({
      rentalId: exampleId('rnt'),
      link: `/v1/rentals/${exampleId('rnt')}/grants/${exampleId('grt')}`,
      before: exampleId('rnt', 2),
    });
  });

  it('happens at one time, as long after each other as it did', () => {
    const text = 'from 2027-05-05T06:07:08.009Z to 2027-05-05T06:37:08.100Z, or 2027-05-05T07:07:08Z';

    expect(new Stable(NOW).text(text)).toBe(
      'from 2026-01-31T09:30:00.000Z to 2026-01-31T10:00:00.000Z, or 2026-01-31T10:30:00Z',
    );
  });

  it('has no keys: the example of the contract is in their place, or something that opens nothing', () => {
    const signed = 'eyJhbGciOiJFUzI1NiJ9.eyJzZWNyZXQiOiJ5ZXMifQ.c2VjcmV0LXNpZ25hdHVyZQ';
    const received = {
      secret: 'whsec_c2VjcmV0LW9mLXRoaXMtcnVuLW9ubHk=',
      list: [{ token: 'tok_real' }, { token: 'tok_too' }],
      entitlement: signed,
      birthDate: 'enc.v1.AAAArealsealed.realrealreal',
      upload: 'https://s3/photo?X-Amz-Credential=AKIAREAL&X-Amz-Signature=abcdefreal',
    };
    const example = { secret: 'whsec_example', list: [{ token: 'tok_example' }] };

    const stable = new Stable(NOW).value(received, example);

    expect(stable).toMatchObject({
      secret: 'whsec_example',
      list: [{ token: 'tok_example' }, { token: 'tok_example' }],
      upload: 'https://s3/photo?X-Amz-Credential=0&X-Amz-Signature=0',
    });
    expect(JSON.stringify(stable)).not.toMatch(/real|c2VjcmV0/);
  });

  it('names no port of this run, and no trace', () => {
    const text = 'http://localhost:31999/hooks 00-7b11818d5701919e286de8d47f7c3eb3-82f3e9c695dc6b8d-01';

    expect(new Stable(NOW).text(text)).toBe(
      'http://127.0.0.1:8080/hooks 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    );
  });
});

describe('of what is received', () => {
  const bestOf = (...bodies: readonly unknown[]): unknown => {
    const best = new Best<unknown>();
    for (const body of bodies) best.offer('one', body, body);
    return best.all()['one'];
  };

  it('that is kept which shows most fields, the shortest of those', () => {
    const [empty, short, long] = [
      { cars: [] },
      { cars: [{ vin: 'A' }] },
      { cars: [{ vin: 'A' }, { vin: 'B' }] },
    ];
    for (const order of [
      [empty, short, long],
      [long, short, empty],
      [short, empty, long],
    ])
      expect(bestOf(...order)).toEqual(short);
  });

  it('what is too long to read is kept only if there is nothing else', () => {
    const long = { a: 'x'.repeat(4000), b: 1 };
    expect(bestOf(long)).toEqual(long);
    expect(bestOf(long, { a: 'x' })).toEqual({ a: 'x' });
    expect(bestOf({ a: 'x' }, long)).toEqual({ a: 'x' });
  });
});
