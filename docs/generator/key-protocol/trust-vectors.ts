import { COMMAND_JWS_TYPE, KEYS_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import { compact, encode, nextPlatform, platform, secretOf, signText, stranger } from './parties.ts';
import { carAt, firstList, listOf, OTHER_SESSION, Story } from './story.ts';
import type { Vector } from './vector-format.ts';

/** Lists of trusted keys: which a car takes, and whom it then obeys. */

const story = (name: string): Story => new Story(8, name);
const both = listOf(2, platform.trusted(), nextPlatform.trusted());
const onlyNext = listOf(3, nextPlatform.trusted());
const header = { alg: 'ES256', kid: platform.kid, typ: KEYS_JWS_TYPE };

function rotation(): Vector[] {
  const whole = story('a rotation: both keys, then the new one only');
  const away = story('a list after which others were left out');
  const boot = story('a list outlives a boot');
  const unknownAction = story('a list with an action that the car does not know');
  const reordered = story('the lists of a rotation the wrong way round');
  return [
    whole
      .executes(whole.command())
      .takes(both)
      .executes(whole.command({ action: 'lock' }))
      .executes(whole.command(), nextPlatform)
      .takes(onlyNext, nextPlatform)
      .executes(whole.command({ action: 'lock' }), nextPlatform)
      .refusesText(platform.sign(COMMAND_JWS_TYPE, whole.command()), 'UNKNOWN_KEY').vector,
    away.takes(listOf(7, nextPlatform.trusted())).executes(away.command(), nextPlatform).vector,
    boot
      .takes(listOf(2, nextPlatform.trusted()))
      .before({ reboot: OTHER_SESSION })
      .executes(boot.command(), nextPlatform).vector,
    unknownAction
      .takes(listOf(2, platform.trusted(['unlock', 'fly'])))
      .executes(unknownAction.command())
      .refuses(unknownAction.command({ action: 'fly' }), 'UNKNOWN_ACTION').vector,
    reordered
      .keeps(nextPlatform.sign(KEYS_JWS_TYPE, onlyNext), 'UNKNOWN_KEY')
      .takes(both)
      .takes(onlyNext, nextPlatform).vector,
  ];
}

function versions(): Vector[] {
  const same = story('a list of the version that the car has');
  const older = new Story(
    8,
    'a list of an older version',
    carAt({ trustedKeys: { ...firstList, version: 5 } }),
  );
  const twice = story('a list that comes twice');
  return [
    same.keeps(platform.sign(KEYS_JWS_TYPE, { ...both, version: 1 }), 'OLD_VERSION').executes(same.command())
      .vector,
    older.keeps(platform.sign(KEYS_JWS_TYPE, { ...both, version: 4 }), 'OLD_VERSION').vector,
    twice.takes(both).keeps(platform.sign(KEYS_JWS_TYPE, both), 'OLD_VERSION').vector,
  ];
}

function signatures(): Vector[] {
  const unknown = story('a list by a key that nobody trusts');
  const forged = story('a list by somebody else in the platform’s name');
  const own = story('a list by a key that is only in it');
  return [
    unknown
      .keeps(stranger.sign(KEYS_JWS_TYPE, listOf(2, stranger.trusted())), 'UNKNOWN_KEY')
      .refusesText(stranger.sign(COMMAND_JWS_TYPE, unknown.command()), 'UNKNOWN_KEY').vector,
    forged.keeps(stranger.sign(KEYS_JWS_TYPE, both, header), 'BAD_SIGNATURE').vector,
    own.keeps(nextPlatform.sign(KEYS_JWS_TYPE, both), 'UNKNOWN_KEY').executes(own.command()).vector,
  ];
}

function forms(): Vector[] {
  const first = platform.trusted();
  const nine = Array.from({ length: 9 }, (_, n) => ({ ...first, kid: `key-${n}` }));
  const lists: readonly [string, unknown][] = [
    ['without a version', { keys: both.keys }],
    ['with the version 0', { ...both, version: 0 }],
    ['with a version that is a string', { ...both, version: '2' }],
    ['without keys', { version: 2 }],
    ['of no key', { version: 2, keys: [] }],
    ['of nine keys', { version: 2, keys: nine }],
    ['with a key id twice', { version: 2, keys: [first, first] }],
    ['with an empty key id', { version: 2, keys: [{ ...first, kid: '' }] }],
    ['with a key id of 257 characters', { version: 2, keys: [{ ...first, kid: 'k'.repeat(257) }] }],
    ['with a member more', { ...both, more: true }],
    ['with a member more of a key', { version: 2, keys: [{ ...first, more: true }] }],
    ['with a key that has no actions', { version: 2, keys: [{ ...first, actions: undefined }] }],
    ['with an action that is a number', { version: 2, keys: [{ ...first, actions: [1] }] }],
    ['with a point that is not on the curve', { version: 2, keys: [{ ...first, y: first.x }] }],
    ['with a coordinate that is too short', { version: 2, keys: [{ ...first, x: 'AAAA' }] }],
    ['that is none', []],
  ];
  const command = story('a command where a list should come');
  const list = new Story(8, 'a list where a command should come');
  const eight = listOf(2, first, ...nine.slice(0, 7));
  const most = story('a list of eight keys');
  return [
    most.takes(eight).executes(most.command()).vector,
    ...lists.map(
      ([what, payload]) =>
        story(`a list ${what}`).keeps(compact(header, payload, secretOf(platform)), 'MALFORMED').vector,
    ),
    story('a list that is no JSON').keeps(
      signText(`${encode(header)}.bm90aGluZw`, secretOf(platform)),
      'MALFORMED',
    ).vector,
    story('no list').keeps('', 'MALFORMED').vector,
    command.keeps(platform.sign(COMMAND_JWS_TYPE, command.command()), 'MALFORMED').vector,
    list.refusesText(platform.sign(KEYS_JWS_TYPE, both), 'MALFORMED').vector,
  ];
}

export const trustVectors = (): Vector[] => [...rotation(), ...versions(), ...signatures(), ...forms()];
