import { COMMAND_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import { ENTITLEMENT_JWS_TYPE, WITHDRAWAL_JWS_TYPE } from '../../../shared/contracts/car/entitlements.ts';
import { DAY, FeatureStory, OTHER_FEATURE } from './feature-story.ts';
import { compact, encode, platform, reporter, secretOf, signText, stranger } from './parties.ts';
import { carAt, driving, inUse, later, OTHER_SESSION, OTHER_VIN } from './story.ts';
import type { FeatureVector } from './vector-format.ts';

/** Bought features: what the car takes and for how long it has it, and what it refuses, in the order of its checks. */

const story = (name: string, car = {}): FeatureStory => new FeatureStory(name, car);
const bodyOf = (changes: object) => ({ body: { ...carAt().body, ...changes } });

function windows(): FeatureVector[] {
  const day = story('a feature for a day, which ends by the car’s clock');
  const boot = story('a feature outlives a boot, and ends in one');
  const driven = story('a feature ends while the car moves');
  const two = story('two features, each for its time');
  const longer = story('the same feature again, for longer');
  const open = story('a car in use, with an open door', bodyOf({ ...inUse, doorsClosed: false }));
  const last = story('a feature in its last millisecond');
  const month = story('a feature for 31 days');
  const hour = story('an entitlement that may be taken for an hour');
  return [
    day
      .takes(day.entitlement())
      .waits(DAY - 0.001)
      .waits(0.001)
      .waits(DAY).vector,
    boot
      .takes(boot.entitlement())
      .waits(3600, { reboot: OTHER_SESSION })
      .waits(DAY - 3600, { reboot: carAt().session }).vector,
    driven
      .takes(driven.entitlement())
      .waits(DAY - 1, { body: driving })
      .waits(1).vector,
    two
      .takes(two.entitlement())
      .takes(two.entitlement({ feature: OTHER_FEATURE, ends: later(3600) }))
      .waits(3600)
      .waits(DAY).vector,
    longer
      .takes(longer.entitlement({ ends: later(3600) }))
      .takes(longer.entitlement())
      .waits(3600)
      .waits(DAY).vector,
    open.takes(open.entitlement()).vector,
    last.takes(last.entitlement({ ends: later(0.001) })).waits(0.001).vector,
    month.takes(month.entitlement({ begins: later(0), ends: later(31 * DAY) })).vector,
    hour.takes(hour.entitlement({ expires: later(3600) })).vector,
  ];
}

function refusals(): FeatureVector[] {
  const other = story('an entitlement for another car');
  const key = story('an entitlement by a key that may not entitle');
  const twice = story('an entitlement that comes twice');
  const boot = story('an entitlement that comes again after a boot');
  const over = story('an entitlement that comes again when its time is over');
  const older = story('an older entitlement after a newer one');
  const early = older.entitlement();
  const late = story('an entitlement that comes too late');
  const gone = story('an entitlement whose feature is over already');
  const soon = story('an entitlement before its time, and again in its time');
  const future = soon.entitlement({ begins: later(60) });
  const longest = story('an entitlement that may be taken for longer than an hour');
  const longer = story('an entitlement for longer than 31 days');
  const unknown = story('a feature that the model cannot have');
  const moving = story('a feature while the car moves, and again when it stands', bodyOf(driving));
  const driven = moving.entitlement();
  const running = story('a feature while the engine runs', bodyOf({ ...inUse, engineOn: true }));
  const order = story('the checks of an entitlement have an order', bodyOf(driving));
  const wrong = { vin: OTHER_VIN, feature: 'wings', begins: later(60), expires: later(0) };
  const taken = twice.entitlement();
  const again = boot.entitlement();
  const ended = over.entitlement();
  return [
    other.refuses(other.entitlement({ vin: OTHER_VIN }), 'WRONG_VIN').takes(other.entitlement()).vector,
    key.refuses(key.entitlement(), 'NOT_AUTHORISED', { by: reporter }).vector,
    twice.takes(taken).refuses(taken, 'OLD_VERSION').vector,
    boot.takes(again).before({ reboot: OTHER_SESSION }).refuses(again, 'OLD_VERSION').vector,
    over.takes(ended).waits(DAY).refuses(ended, 'OLD_VERSION').vector,
    older.takes(older.entitlement({ feature: OTHER_FEATURE })).refuses(early, 'OLD_VERSION').vector,
    late.refuses(late.entitlement({ expires: later(0) }), 'EXPIRED', { used: true }).vector,
    gone.refuses(gone.entitlement({ ends: later(0) }), 'EXPIRED', { used: true }).vector,
    soon
      .refuses(future, 'NOT_YET_VALID', { used: true })
      .before({ clock: later(60) })
      .refuses(future, 'OLD_VERSION').vector,
    longest.refuses(longest.entitlement({ expires: later(3600.001) }), 'LIFETIME_TOO_LONG', { used: true })
      .vector,
    longer.refuses(
      longer.entitlement({ begins: later(0), ends: later(31 * DAY + 0.001) }),
      'LIFETIME_TOO_LONG',
      { used: true },
    ).vector,
    unknown.refuses(unknown.entitlement({ feature: 'wings' }), 'UNKNOWN_FEATURE', { used: true }).vector,
    moving
      .refuses(driven, 'VEHICLE_MOVING', { used: true })
      .before({ body: { moving: false, engineOn: false } })
      .refuses(driven, 'OLD_VERSION')
      .takes(moving.entitlement()).vector,
    running.refuses(running.entitlement(), 'NOT_PARKED', { used: true }).vector,
    order
      .refuses(order.entitlement(wrong), 'WRONG_VIN')
      .refuses(order.entitlement({ ...wrong, vin: carAt().vin }), 'NOT_AUTHORISED', { by: reporter })
      .refuses(order.entitlement({ ...wrong, vin: carAt().vin }), 'EXPIRED', { used: true })
      .refuses(order.entitlement({ feature: 'wings', begins: later(60) }), 'NOT_YET_VALID', { used: true })
      .refuses(order.entitlement({ feature: 'wings' }), 'UNKNOWN_FEATURE', { used: true })
      .refuses(order.entitlement(), 'VEHICLE_MOVING', { used: true })
      .before({ body: { moving: false } })
      .refuses(order.entitlement(), 'NOT_PARKED', { used: true })
      .before({ body: { engineOn: false } })
      .takes(order.entitlement()).vector,
  ];
}

function withdrawals(): FeatureVector[] {
  const early = story('a feature that is withdrawn', bodyOf(inUse));
  const feature = early.entitlement();
  const driven = story('a feature that is withdrawn while the car moves', bodyOf(inUse));
  const fast = driven.entitlement();
  const overtaken = story('an entitlement that comes after its withdrawal');
  const withheld = overtaken.entitlement();
  const twice = story('a withdrawal that comes twice');
  const taken = twice.entitlement();
  const end = twice.withdrawal(taken.id);
  const other = story('a withdrawal ends no other feature');
  const one = other.entitlement();
  const more = other.entitlement({ feature: OTHER_FEATURE });
  const late = story('a withdrawal that a later entitlement has overtaken');
  const first = late.entitlement();
  const old = late.withdrawal(first.id);
  const foreign = story('a withdrawal for another car, or by a key that may not entitle');
  const own = foreign.entitlement();
  return [
    early.takes(feature).withdraws(early.withdrawal(feature.id)).refuses(feature, 'OLD_VERSION').vector,
    driven.takes(fast).before({ body: driving }).withdraws(driven.withdrawal(fast.id)).vector,
    overtaken.withdraws(overtaken.withdrawal(withheld.id)).refuses(withheld, 'OLD_VERSION').vector,
    twice.takes(taken).withdraws(end).withdraws(end).vector,
    other.takes(one).takes(more).withdraws(other.withdrawal(one.id)).waits(DAY).vector,
    late
      .takes(first)
      .takes(late.entitlement({ feature: OTHER_FEATURE }))
      .withdraws(old).vector,
    foreign
      .takes(own)
      .refusesWithdrawal(foreign.withdrawal(own.id, { vin: OTHER_VIN }), 'WRONG_VIN')
      .refusesWithdrawal(foreign.withdrawal(own.id), 'NOT_AUTHORISED', reporter)
      .waits(DAY).vector,
  ];
}

function forms(): FeatureVector[] {
  const entitlement = story('form').entitlement();
  const withdrawal = story('form').withdrawal(entitlement.id);
  const header = (typ: string) => ({ alg: 'ES256', kid: platform.kid, typ });
  const secret = secretOf(platform);
  const members: readonly [string, unknown][] = [
    ...Object.keys(entitlement).map((name): [string, unknown] => [
      `without ${name}`,
      { ...entitlement, [name]: undefined },
    ]),
    ['with a member more', { ...entitlement, forever: true }],
    ['with an id of another kind', { ...entitlement, id: 'grt_00000000000000000000000001' }],
    ['with a VIN that is none', { ...entitlement, vin: 'WRS00001X0T00000I' }],
    ['with an empty booking', { ...entitlement, booking: '' }],
    ['with a feature in capitals', { ...entitlement, feature: 'POWER' }],
    ['with a feature of 41 characters', { ...entitlement, feature: 'f'.repeat(41) }],
    ['with the version 0', { ...entitlement, version: 0 }],
    ['with half a version', { ...entitlement, version: 1.5 }],
    ['with a 30th of February', { ...entitlement, ends: '2026-02-30T09:30:00Z' }],
    ['with a time in seconds', { ...entitlement, begins: 1769851805 }],
    ['that ends as it begins', { ...entitlement, begins: later(0), ends: later(0) }],
    ['that is none', []],
  ];
  const withdrawn: readonly [string, unknown][] = [
    ...Object.keys(withdrawal).map((name): [string, unknown] => [
      `without ${name}`,
      { ...withdrawal, [name]: undefined },
    ]),
    ['with a member more', { ...withdrawal, feature: 'power-100' }],
    ['with the version 0', { ...withdrawal, version: 0 }],
    ['that is none', 'nothing'],
  ];
  const crossed = story('an entitlement signed as a withdrawal, a command and a grant');
  const right = crossed.entitlement();
  const signatures = story('an entitlement that somebody else has signed, or changed');
  const good = signatures.entitlement();
  const text = platform.sign(ENTITLEMENT_JWS_TYPE, good);
  const [head = '', , signature = ''] = text.split('.');
  return [
    ...members.map(
      ([what, payload]) =>
        story(`an entitlement ${what}`).refusesText(
          compact(header(ENTITLEMENT_JWS_TYPE), payload, secret),
          'MALFORMED',
        ).vector,
    ),
    ...withdrawn.map(
      ([what, payload]) =>
        story(`a withdrawal ${what}`).refusesText(
          compact(header(WITHDRAWAL_JWS_TYPE), payload, secret),
          'MALFORMED',
        ).vector,
    ),
    story('an entitlement that is no JSON').refusesText(
      signText(`${encode(header(ENTITLEMENT_JWS_TYPE))}.bm90aGluZw`, secret),
      'MALFORMED',
    ).vector,
    crossed
      .refusesText(platform.sign(WITHDRAWAL_JWS_TYPE, right), 'MALFORMED')
      .refusesText(platform.sign(COMMAND_JWS_TYPE, right), 'MALFORMED')
      .refusesText(platform.sign('roadstream-grant+jws', right), 'MALFORMED')
      .takes(right).vector,
    signatures
      .refusesText(stranger.sign(ENTITLEMENT_JWS_TYPE, good), 'UNKNOWN_KEY')
      .refusesText(stranger.sign(ENTITLEMENT_JWS_TYPE, good, { kid: platform.kid }), 'BAD_SIGNATURE')
      .refusesText(`${head}.${encode({ ...good, ends: later(365 * DAY) })}.${signature}`, 'BAD_SIGNATURE')
      .refusesText(text.slice(0, -2), 'BAD_SIGNATURE')
      .takes(good).vector,
  ];
}

export const featureVectors = (): FeatureVector[] => [
  ...windows(),
  ...refusals(),
  ...withdrawals(),
  ...forms(),
];
