import { beforeEach, describe, expect, it } from 'vitest';
import { twins } from '../../../functions/telemetry/domain.ts';
import { foldReadings } from '../../../functions/telemetry/fold.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import { deferralsOf, deferredItems } from '../../../shared/runtime/folding/deferral.ts';
import {
  type Durables,
  deliverDeferred,
  durables,
  environment,
  OTHER_VIN,
  record,
  START,
  sample,
  VIN,
} from './fold-under-test.ts';

let durable: Durables;
let clock: { now: number };
let environmentA: ReturnType<typeof environment>;
beforeEach(() => {
  durable = durables();
  clock = { now: START };
  environmentA = environment(durable, clock);
});

const speedOf = (vin: string) => durable.stored(vin)?.item.fields['speedKmh']?.valid?.value;
const writes = () => durable.calls.filter((call) => call.startsWith('write'));
const loads = () => durable.calls.filter((call) => call.startsWith('load'));

describe('a batch', () => {
  it('is written once a car, however many readings it has', async () => {
    const failed = await environmentA.fold([
      record(VIN, 0, sample(0, { speedKmh: 50 })),
      record(OTHER_VIN, 1, sample(0, { speedKmh: 20 })),
      record(VIN, 2, { samples: [sample(1, { speedKmh: 51 }), sample(2, { speedKmh: 52 })] }),
    ]);

    expect(failed).toEqual([]);
    expect(writes()).toEqual([`write ${VIN}`, `write ${OTHER_VIN}`]);
    expect([speedOf(VIN), speedOf(OTHER_VIN)]).toEqual([52, 20]);
    expect(environmentA.counts.get('WRS')).toEqual({ folded: 4, superseded: 0, invalid: 0, rejected: 0 });
  });

  it('changes and says nothing when it comes again', async () => {
    const batch = [
      record(VIN, 0, sample(0, { speedKmh: 50, engineOn: false })),
      record(VIN, 1, sample(10, { speedKmh: 9999 })),
    ];
    await environmentA.fold(batch);
    const before = durable.stored(VIN);

    await environment(durable, clock).fold(batch);

    expect(durable.stored(VIN)).toEqual(before);
    expect(durable.events).toHaveLength(1);
    expect(durable.queue).toEqual([]);
  });

  it('has its unreadable records among the dead letters and the others folded', async () => {
    const failed = await environmentA.fold([
      record(VIN, 0, '{"time":'),
      record(VIN, 1, sample(0, { speedKmh: 50 })),
      record(VIN, 2, { samples: [sample(1, { speedKmh: 51 }), { speedKmh: 52 }, { speedKmh: 53 }] }),
      record('no-vin', 3, sample(0, { speedKmh: 1 })),
    ]);

    expect(failed).toEqual([]);
    expect(durable.rejected.map(({ record }) => record.offset)).toEqual([0, 2, 3]);
    expect(speedOf(VIN)).toBe(51);
    expect(environmentA.counts.get('WRS')).toEqual({ folded: 2, superseded: 0, invalid: 0, rejected: 3 });
    expect(environmentA.counts.get('unknown')).toMatchObject({ rejected: 1 });
  });

  it('takes the next key too when one cannot be written, and names all records of that one', async () => {
    durable.failing((call) => call === `write ${VIN}`);
    const batch = [
      record(VIN, 0, sample(0, { speedKmh: 50 })),
      record(OTHER_VIN, 1, sample(0, { speedKmh: 20 })),
      record(VIN, 2, sample(1, { speedKmh: 51 })),
    ];

    const failed = await environmentA.fold(batch);

    expect(failed.map(({ offset }) => offset)).toEqual([0, 2]);
    expect(environmentA.failures).toEqual([VIN]);
    expect(speedOf(OTHER_VIN)).toBe(20);
    expect(environmentA.counts.get('WRS')).toEqual({ folded: 1, superseded: 0, invalid: 0, rejected: 0 });

    durable.failing(() => false);
    await environmentA.fold(batch);
    expect(speedOf(VIN)).toBe(51);
  });

  it('says what others must hear before the twin that shows it is written', async () => {
    durable.failing((call) => call.startsWith('write'));
    const batch = [record(VIN, 0, sample(0, { engineOn: false }))];
    await environmentA.fold(batch);
    durable.failing(() => false);
    await environmentA.fold(batch);

    // Twice, with the same content: its id is made of it.
    expect(durable.events).toEqual([durable.events[0], durable.events[0]]);
    expect(durable.calls.indexOf('publish')).toBeLessThan(durable.calls.indexOf(`write ${VIN}`));
  });

  it('comes again as a whole when that cannot be said, and nothing of it is remembered', async () => {
    await environmentA.fold([record(VIN, 0, sample(0, { engineOn: true }))]);
    durable.failing((call) => call === 'publish');
    const batch = [record(VIN, 1, sample(10, { engineOn: false }))];
    await expect(environmentA.fold(batch)).rejects.toThrow('publish failed');

    durable.failing(() => false);
    await environmentA.fold(batch);

    expect(durable.events.map(({ event }) => event.type)).toEqual(['telemetry.parked.v1']);
  });
});

describe('writing', () => {
  const secondly = async (from: number, to: number) => {
    for (let second = from; second <= to; second += 10) {
      clock.now = START + second * 1000;
      await environmentA.fold([record(VIN, second / 10, sample(second, { speedKmh: second }))]);
    }
  };

  it('happens at the first reading, and then once a minute', async () => {
    await secondly(0, 120);

    expect(writes()).toHaveLength(3);
    expect(speedOf(VIN)).toBe(120);
    expect(loads()).toHaveLength(1);
  });

  it('happens at once for what matters', async () => {
    await environmentA.fold([record(VIN, 0, sample(0, { engineOn: true, speedKmh: 0 }))]);
    clock.now = START + 1000;
    await environmentA.fold([record(VIN, 1, sample(1, { engineOn: false }))]);

    expect(durable.stored(VIN)?.item.fields['engineOn']?.valid?.value).toBe(false);
  });

  it('knows of the last write of another environment', async () => {
    await secondly(0, 0);
    clock.now = START + 30_000;
    await environment(durable, clock).fold([record(VIN, 1, sample(30, { speedKmh: 30 }))]);

    expect(writes()).toHaveLength(1);
    expect(durable.queue).toHaveLength(1);
  });

  it('that was put off is done later when the car falls silent, or the function dies', async () => {
    await secondly(0, 50);
    expect(speedOf(VIN)).toBe(0);

    clock.now = START + 110_000;
    expect(await deliverDeferred(durable, clock)).toBe(0);

    expect(speedOf(VIN)).toBe(50);
    expect(writes()).toHaveLength(2);
  });

  it('that was put off is not done when the car was written meanwhile', async () => {
    await secondly(0, 60);

    await deliverDeferred(durable, clock);

    expect(writes()).toHaveLength(2);
    expect(speedOf(VIN)).toBe(60);
  });

  it('goes on after somebody else has written: what both know is kept', async () => {
    await secondly(0, 50);
    await deliverDeferred(durable, clock);
    expect(durable.stored(VIN)?.version).toBe(2);

    clock.now = START + 60_000;
    await environmentA.fold([record(VIN, 6, sample(60, { chargePercent: 70 }))]);

    expect(durable.stored(VIN)).toMatchObject({
      version: 3,
      item: { fields: { speedKmh: { valid: { value: 50 } }, chargePercent: { valid: { value: 70 } } } },
    });
  });

  it('that cannot be put off makes the records come again', async () => {
    await secondly(0, 0);
    durable.failing((call) => call === 'defer');
    clock.now = START + 10_000;

    const failed = await environmentA.fold([record(VIN, 1, sample(10, { speedKmh: 10 }))]);

    expect(failed.map(({ offset }) => offset)).toEqual([1]);
    durable.failing(() => false);
    await environmentA.fold([record(VIN, 1, sample(10, { speedKmh: 10 }))]);
    expect(durable.queue).toHaveLength(1);
  });

  it('that was put off comes again when it fails, and unreadable messages do not hold up others', async () => {
    await secondly(0, 20);
    durable.queue.push('{"items":[["x"]]}', 'nonsense', '{"items":[["x",{"t":"now","f":{}}]]}');
    durable.failing((call) => call === `write ${VIN}`);
    expect(await deliverDeferred(durable, clock)).toBe(5);

    durable.failing(() => false);
    expect(await deliverDeferred(durable, clock)).toBe(3);
    expect(speedOf(VIN)).toBe(20);
  });
});

describe('what an environment remembers', () => {
  it('holds only as long as it gets every record of the partition', async () => {
    await environmentA.fold([record(VIN, 0, sample(0, { engineOn: false }))]);
    const environmentB = environment(durable, clock);
    await environmentB.fold([record(VIN, 1, sample(10, { engineOn: true }))]);

    // Without the gap in the offsets it would take the car for parked all the time.
    await environmentA.fold([record(VIN, 2, sample(20, { engineOn: false }))]);

    expect(durable.events.map(({ event }) => event.type)).toEqual([
      'telemetry.parked.v1',
      'telemetry.started.v1',
      'telemetry.parked.v1',
    ]);
  });

  it('is by partition: a gap in one does not make the others be read again', async () => {
    await environmentA.fold([
      record(VIN, 0, sample(0, { speedKmh: 1 }), 0),
      record(OTHER_VIN, 0, sample(0, { speedKmh: 1 }), 1),
    ]);
    await environmentA.fold([
      record(VIN, 5, sample(1, { speedKmh: 2 }), 0),
      record(OTHER_VIN, 1, sample(1, { speedKmh: 2 }), 1),
    ]);

    expect(loads()).toEqual([`load ${VIN} ${OTHER_VIN}`, `load ${VIN}`]);
  });

  it('is bounded, also when a batch has more cars than it holds', async () => {
    const small = environment(durable, clock, 2);
    const vins = [1, 2, 3, 4, 5].map((n) => makeVin('WRS', '00001', n));
    await small.fold(vins.map((vin, n) => record(vin, n, sample(0, { engineOn: false }))));
    await small.fold(vins.map((vin, n) => record(vin, 5 + n, sample(1, { engineOn: false }))));

    expect(durable.events).toHaveLength(5);
    expect(durable.queue).toHaveLength(1);
    expect(loads().at(-1)?.split(' ')).toHaveLength(1 + 3);
  });
});

describe('what is put off', () => {
  const delta = (n: number) =>
    [
      makeVin('WRS', '00001', n),
      foldReadings(VIN, undefined, [{ time: START, sample: { speedKmh: n } }]).item,
    ] as const;

  it('travels in few messages, none too long, and comes out as it went in', () => {
    const items = Array.from({ length: 100 }, (_, n) => delta(n));

    const deferrals = deferralsOf(twins, items, 1000);

    expect(Math.max(...deferrals.map(({ body }) => Buffer.byteLength(body)))).toBeLessThanOrEqual(1020);
    expect(deferrals.length).toBeLessThan(10);
    expect(deferrals.flatMap(({ keys }) => keys)).toEqual(items.map(([vin]) => vin));
    expect(deferrals.flatMap(({ body }) => deferredItems(twins, body))).toEqual(items);
  });

  it('is nothing when nothing is put off', () => {
    expect(deferralsOf(twins, [])).toEqual([]);
  });
});
