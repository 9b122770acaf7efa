import { carActions, type Fault, REVOCATIONS_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import { GRANT_JWS_TYPE } from '../../../shared/contracts/car/grant-exchange.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { compact, encode, nextPlatform, platform, secretOf, stranger } from './parties.ts';
import { type Asking, carKey, otherPhone, PhoneStory, phone } from './phone-story.ts';
import { CLOCK, carAt, driving, inUse, listOf, OTHER_SESSION, OTHER_VIN } from './story.ts';
import type { PhoneVector } from './vector-format.ts';

/** What phones ask with a grant, and the grants that are revoked. */

const story = (name: string, car = carAt()): PhoneStory => new PhoneStory(7, name, car);
const later = (seconds: number): string => addSeconds(CLOCK, seconds);

function whatHappens(): PhoneVector[] {
  const all = story('a phone uses a car through all actions');
  const edge = story('a challenge a millisecond before its time is over');
  const begins = story('a grant at the moment when it begins');
  const ends = story('a grant a millisecond before it ends');
  const day = story('a grant for 24 hours');
  const boot = story('a grant outlives a boot');
  const idle = story('nothing that runs is stopped, and what moves is left alone');
  const some = story('a grant for some actions');
  const mere = story('a key that may ask for some actions only', carAt({ trustedKeys: onlyLock }));
  return [
    all
      .executes('find')
      .executes('unlock')
      .executes('stop-enable')
      .executes('start-enable')
      .executes('open-trunk')
      .executes('lock')
      .executes('lock').vector,
    edge.executes('unlock', { after: 29.999 }).refuses('lock', 'WRONG_CHALLENGE', { after: 30 }).vector,
    begins.executes('unlock', { grant: { notBefore: CLOCK } }).vector,
    ends.executes('unlock', { grant: { expires: later(0.001) } }).vector,
    day.executes('unlock', { grant: { notBefore: later(-3600), expires: later(82_800) } }).vector,
    boot.executes('unlock').before({ reboot: OTHER_SESSION }).executes('lock').vector,
    idle
      .before({ body: { ...inUse, engineOn: true } })
      .refuses('lock', 'NOT_PARKED')
      .refuses('stop-enable', 'NOT_PARKED')
      .executes('unlock')
      .before({ body: driving })
      .refuses('unlock', 'VEHICLE_MOVING')
      .refuses('lock', 'VEHICLE_MOVING')
      .refuses('start-enable', 'VEHICLE_MOVING')
      .refuses('stop-enable', 'VEHICLE_MOVING')
      .refuses('find', 'VEHICLE_MOVING')
      .refuses('open-trunk', 'VEHICLE_MOVING')
      .before({ body: { moving: false, engineOn: false, doorsClosed: false } })
      .refuses('lock', 'DOOR_OPEN')
      .before({ body: { doorsClosed: true } })
      .executes('lock').vector,
    some
      .executes('find', { grant: { actions: ['find', 'lock'] } })
      .refuses('unlock', 'NOT_AUTHORISED', { grant: { actions: ['find', 'lock'] } }).vector,
    mere.executes('lock').refuses('unlock', 'NOT_AUTHORISED').vector,
  ];
}

const onlyLock = listOf(1, platform.trusted(['lock']));

/** Who asks is known, and is told by a signed result; the platform hears of it. */
function refusals(): PhoneVector[] {
  const cases: readonly [string, Fault, Asking][] = [
    ['a challenge of another stream', 'WRONG_CHALLENGE', { request: { challenge: 'A'.repeat(43) } }],
    ['a grant for another car', 'WRONG_VIN', { grant: { vin: OTHER_VIN } }],
    ['a request to another car', 'WRONG_VIN', { request: { vin: OTHER_VIN } }],
    ['a grant whose time has not come', 'GRANT_NOT_YET_VALID', { grant: { notBefore: later(0.001) } }],
    ['a grant whose time is over', 'EXPIRED', { grant: { expires: CLOCK } }],
  ];
  const everything = story('everything is wrong: the first check that fails says why');
  const wrong = { vin: OTHER_VIN, notBefore: later(1), expires: later(2), actions: ['find'] };
  return [
    ...cases.map(([name, fault, asking]) => story(name).refuses('unlock', fault, asking).vector),
    everything
      .refuses('unlock', 'WRONG_CHALLENGE', { grant: wrong, after: 30 })
      .refuses('unlock', 'WRONG_VIN', { grant: wrong })
      .refuses('unlock', 'GRANT_NOT_YET_VALID', { grant: { ...wrong, vin: carAt().vin } })
      .refuses('unlock', 'NOT_AUTHORISED', { grant: { ...wrong, vin: carAt().vin, notBefore: CLOCK } })
      .before({ body: driving })
      .refuses('unlock', 'VEHICLE_MOVING').vector,
  ];
}

/** Nothing is known of who asks: no trace, no signature. */
function nobodysRequests(): PhoneVector[] {
  const wrongWindow = { notBefore: later(-60), expires: later(86_340.001) };
  const cases: readonly [string, Parameters<PhoneStory['ignores']>[0], Asking][] = [
    ['a grant by a key that nobody trusts', 'UNKNOWN_KEY', { grantBy: stranger }],
    [
      'a grant by somebody else in the platform’s name',
      'BAD_SIGNATURE',
      { grantBy: stranger, grantHeader: { kid: platform.kid } },
    ],
    ['a grant by its own phone', 'UNKNOWN_KEY', { grantBy: phone }],
    ['a grant of another phone', 'WRONG_PHONE', { by: otherPhone }],
    [
      'another phone that shows the right key',
      'BAD_SIGNATURE',
      { by: otherPhone, requestHeader: phone.header },
    ],
    ['a request by the car itself', 'WRONG_PHONE', { by: carKey }],
    ['a command in the place of a grant', 'MALFORMED', { grantHeader: { typ: 'roadstream-command+jws' } }],
    ['a result in the place of a request', 'MALFORMED', { requestHeader: { typ: 'roadstream-result+jws' } }],
    ['a request without a key', 'MALFORMED', { requestHeader: { jwk: undefined } }],
    ['a request under another key id', 'MALFORMED', { requestHeader: { kid: otherPhone.kid } }],
    [
      'a request with a private key',
      'MALFORMED',
      { requestHeader: { jwk: { ...phone.header.jwk, d: phone.d } } },
    ],
    ['a request with the algorithm none', 'MALFORMED', { requestHeader: { alg: 'none' } }],
    ['a critical member in the request', 'MALFORMED', { requestHeader: { crit: ['exp'] } }],
    ['a window that ends before it begins', 'MALFORMED', { grant: { notBefore: later(7200) } }],
    ['a window that ends when it begins', 'MALFORMED', { grant: { notBefore: CLOCK, expires: CLOCK } }],
    ['a window of more than 24 hours', 'MALFORMED', { grant: wrongWindow }],
    ['a window that no calendar has', 'MALFORMED', { grant: { notBefore: '2026-01-30T24:01:00Z' } }],
    ['a grant for nothing', 'MALFORMED', { grant: { actions: [] } }],
    ['a grant for one thing twice', 'MALFORMED', { grant: { actions: ['unlock', 'unlock'] } }],
    ['a grant for something that is none', 'MALFORMED', { grant: { actions: ['unlock', 'report'] } }],
    ['a grant with a member more', 'MALFORMED', { grant: { forEver: true } }],
    ['a grant without a booking', 'MALFORMED', { grant: { booking: undefined } }],
    ['a grant with an empty booking', 'MALFORMED', { grant: { booking: '' } }],
    ['a grant with a booking of 101 characters', 'MALFORMED', { grant: { booking: 'b'.repeat(101) } }],
    ['a grant with an id that is none', 'MALFORMED', { grant: { id: 'grt_1' } }],
    ['a request for another grant', 'MALFORMED', { request: { grant: derivedId('grt', 'another') } }],
    ['a request with a member more', 'MALFORMED', { request: { please: true } }],
    ['a request without a VIN', 'MALFORMED', { request: { vin: undefined } }],
    ['a request for something that no grant has', 'MALFORMED', { request: { action: 'report' } }],
    ['a request without a challenge', 'MALFORMED', { request: { challenge: undefined } }],
    ['a frame with a member more', 'MALFORMED', { frame: (frame) => ({ ...frame, more: 1 }) }],
    ['a frame without a grant', 'MALFORMED', { frame: ({ type, request }) => ({ type, request }) }],
    ['a frame without a request', 'MALFORMED', { frame: ({ type, grant }) => ({ type, grant }) }],
    ['a second greeting', 'MALFORMED', { frame: () => ({ type: 'hello', versions: [1] }) }],
    ['a request that is a grant', 'MALFORMED', { frame: (frame) => ({ ...frame, request: frame.grant }) }],
    ['a grant cut off', 'MALFORMED', { frame: (frame) => ({ ...frame, grant: frame.grant.slice(0, 200) }) }],
  ];
  return cases.map(([name, fault, asking]) => story(name).ignores(fault, asking).executes('unlock').vector);
}

function spoiltTexts(): PhoneVector[] {
  const key = secretOf(platform);
  const header = { alg: 'ES256', kid: platform.kid, typ: GRANT_JWS_TYPE };
  const texts: readonly [string, (told: PhoneStory) => string][] = [
    ['a grant that is no JSON', () => compact(header, 'nothing', key)],
    [
      'a grant of more than 8,192 bytes',
      (told) => compact({ ...header, x: 'x'.repeat(6000) }, told.grant(), key),
    ],
    ['a grant whose signature has 63 bytes', (told) => shorter(compact(header, told.grant(), key))],
  ];
  const shortened: Fault = 'BAD_SIGNATURE';
  return texts.map(([name, make], position) => {
    const told = story(name);
    const grant = make(told);
    return told.ignores(position === 2 ? shortened : 'MALFORMED', { frame: (frame) => ({ ...frame, grant }) })
      .vector;
  });
}

function shorter(text: string): string {
  const [head = '', body = '', signature = ''] = text.split('.');
  const cut = Buffer.from(signature, 'base64url').subarray(0, 63).toString('base64url');
  return [head, body, cut].join('.');
}

/** Section 9. */
const listed = (name: string): PhoneStory => new PhoneStory(9, name);

function revocations(): PhoneVector[] {
  const taken = listed('a revoked grant opens nothing, another does');
  const replaced = listed('a list replaces the one before');
  const boot = listed('a list outlives a boot');
  const order = listed('a revoked grant that has expired is expired');
  const rotated = listed('a list by a later key');
  const full = listed('a list of 64');
  const other = { id: derivedId('grt', 'another one') };
  const ids = Array.from({ length: 64 }, (_, n) => derivedId('grt', n));
  return [
    taken
      .executes('find')
      .takes(taken.list(1))
      .refuses('unlock', 'GRANT_REVOKED')
      .executes('unlock', { grant: other }).vector,
    replaced
      .takes(replaced.list(1))
      .takes(replaced.list(7, []))
      .executes('unlock')
      .keeps(platform.sign(REVOCATIONS_JWS_TYPE, replaced.list(7)), 'OLD_VERSION')
      .keeps(platform.sign(REVOCATIONS_JWS_TYPE, replaced.list(6)), 'OLD_VERSION')
      .executes('lock').vector,
    boot.takes(boot.list(3)).before({ reboot: OTHER_SESSION }).refuses('unlock', 'GRANT_REVOKED').vector,
    order
      .takes(order.list(1))
      .before({ clock: later(3600) })
      .refuses('unlock', 'EXPIRED').vector,
    rotated.keeps(nextPlatform.sign(REVOCATIONS_JWS_TYPE, rotated.list(1)), 'UNKNOWN_KEY').executes('unlock')
      .vector,
    full.takes(full.list(1, [...ids.slice(1), full.grant().id])).refuses('unlock', 'GRANT_REVOKED').vector,
  ];
}

function badLists(): PhoneVector[] {
  const { vin } = carAt();
  const good = { vin, version: 2, grants: [] };
  const one = { id: derivedId('grt', 1), expires: CLOCK };
  const forms: readonly [string, object][] = [
    ['without a VIN', { version: 2, grants: [] }],
    ['without a version', { vin, grants: [] }],
    ['with the version 0', { ...good, version: 0 }],
    ['with the version 1.5', { ...good, version: 1.5 }],
    ['without grants', { vin, version: 2 }],
    ['of 65 grants', { ...good, grants: Array.from({ length: 65 }, () => one) }],
    ['with a member more', { ...good, more: true }],
    ['with a grant that has a member more', { ...good, grants: [{ ...one, more: true }] }],
    ['with a grant that has no end', { ...good, grants: [{ id: one.id }] }],
    ['with a time that no calendar has', { ...good, grants: [{ ...one, expires: '2026-02-30T09:30:00Z' }] }],
    ['with an id that is none', { ...good, grants: [{ ...one, id: 'grt_' }] }],
    ['that is a list of keys', listOf(2, platform.trusted(carActions))],
  ];
  const sent = (list: object, header: object = {}) => platform.sign(REVOCATIONS_JWS_TYPE, list, header);
  const told = (name: string): PhoneStory => {
    const begun = listed(name);
    return begun.takes(begun.list(1));
  };
  const still = (begun: PhoneStory): PhoneVector => begun.refuses('unlock', 'GRANT_REVOKED').vector;
  return [
    ...forms.map(([what, list]) =>
      still(told(`a list of the revoked ${what}`).keeps(sent(list), 'MALFORMED')),
    ),
    still(told('a list of another car’s revoked').keeps(sent({ ...good, vin: OTHER_VIN }), 'WRONG_VIN')),
    still(
      told('a list of another car’s revoked, and an old one').keeps(
        sent({ ...good, vin: OTHER_VIN, version: 1 }),
        'WRONG_VIN',
      ),
    ),
    still(
      told('a list of the revoked by somebody else').keeps(
        stranger.sign(REVOCATIONS_JWS_TYPE, good, { kid: platform.kid }),
        'BAD_SIGNATURE',
      ),
    ),
    still(
      told('a grant where a list of the revoked should come').keeps(
        sent(good, { typ: GRANT_JWS_TYPE }),
        'MALFORMED',
      ),
    ),
    still(
      told('a list of the revoked whose payload is cut off').keeps(
        `${encode({ alg: 'ES256', kid: platform.kid, typ: REVOCATIONS_JWS_TYPE })}.e30`,
        'MALFORMED',
      ),
    ),
  ];
}

export function phoneVectors(): PhoneVector[] {
  return [
    ...whatHappens(),
    ...refusals(),
    ...nobodysRequests(),
    ...spoiltTexts(),
    ...revocations(),
    ...badLists(),
  ];
}
