import { type CarCommand, COMMAND_JWS_TYPE, KEYS_JWS_TYPE } from '../../../shared/contracts/car/car.ts';
import { twinOf } from './deterministic-signature.ts';
import { compact, encode, party, platform, secretOf, signText, stranger } from './parties.ts';
import { carAt, listOf, Story } from './story.ts';
import type { Vector } from './vector-format.ts';

/** Signed texts as such: what is one, by whom, and what of it counts. Told by commands. */

const LONGEST = 8192;
const header = { alg: 'ES256', kid: platform.kid, typ: COMMAND_JWS_TYPE };
const secret = secretOf(platform);

const story = (name: string): Story => new Story(5, name);
const parts = (text: string): [string, string, string] => text.split('.') as [string, string, string];

/** A text that is the platform's, but for one thing. */
function spoilt(spoil: (text: string) => string): string {
  return spoil(platform.sign(COMMAND_JWS_TYPE, story('spoilt').command()));
}

/** The text with another character that stands for the same bytes. */
function otherLastCharacter(encoded: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return encoded.slice(0, -1) + (alphabet[alphabet.indexOf(encoded.at(-1) ?? '') + 1] ?? '');
}

const changed = (part: 0 | 1 | 2, change: (text: string) => string) => (text: string) =>
  parts(text)
    .map((value, position) => (position === part ? change(value) : value))
    .join('.');

const malformed: readonly [string, string][] = [
  ['no bytes', ''],
  ['a bare command', JSON.stringify(story('bare').command())],
  ['two parts', spoilt((text) => text.slice(0, text.lastIndexOf('.')))],
  ['four parts', spoilt((text) => `${text}.AAAA`)],
  ['an empty header', spoilt(changed(0, () => ''))],
  ['an empty payload', spoilt(changed(1, () => ''))],
  ['an empty signature', spoilt(changed(2, () => ''))],
  ['padding', spoilt((text) => `${text}==`)],
  ['a line feed at its end', spoilt((text) => `${text}\n`)],
  ['base64 that is not base64url', spoilt(changed(2, (text) => `+/${text.slice(2)}`))],
  ['bits left over in the signature', spoilt(changed(2, otherLastCharacter))],
  ['a header that is no JSON', signText(`bm90aGluZw.${encode({})}`, secret)],
  ['a header that is a list', compact([header], {}, secret)],
  ['no algorithm', compact({ ...header, alg: undefined }, {}, secret)],
  ['the algorithm none', compact({ ...header, alg: 'none' }, {}, secret)],
  ['the algorithm HS256', compact({ ...header, alg: 'HS256' }, {}, secret)],
  ['the algorithm es256', compact({ ...header, alg: 'es256' }, {}, secret)],
  ['no key id', compact({ ...header, kid: undefined }, {}, secret)],
  ['an empty key id', compact({ ...header, kid: '' }, {}, secret)],
  ['a key id of 257 characters', compact({ ...header, kid: 'k'.repeat(257) }, {}, secret)],
  ['a key id that is a number', compact({ ...header, kid: 1 }, {}, secret)],
  ['no type', compact({ ...header, typ: undefined }, {}, secret)],
  ['the type JWT', compact({ ...header, typ: 'JWT' }, {}, secret)],
  ['a critical member', compact({ ...header, crit: ['exp'], exp: 1 }, {}, secret)],
  ['an empty list of critical members', compact({ ...header, crit: [] }, {}, secret)],
];

function textsThatAreNone(): Vector[] {
  return malformed.map(([what, text]) => story(`a text with ${what}`).refusesText(text, 'MALFORMED').vector);
}

/** Something that the platform has signed for another purpose is no command, though all else of it is right. */
function otherTypes(): Vector[] {
  return [KEYS_JWS_TYPE, 'roadstream-grant+jws', 'roadstream-revocations+jws', 'roadstream-result+jws'].map(
    (typ) => {
      const told = story(`a command whose type is ${typ}`);
      return told.refusesText(platform.sign(typ, told.command()), 'MALFORMED').vector;
    },
  );
}

function lengths(): Vector[] {
  const longest = story('a text of 8,192 bytes');
  const { command, text } = ofLength(LONGEST, longest.command());
  const over = story('a text of 8,193 bytes');
  return [
    longest.executesText(text, command).vector,
    over.refusesText(ofLength(LONGEST + 1, over.command()).text, 'MALFORMED').vector,
  ];
}

/** A command in a text of so many bytes. Three bytes are four characters, so the header helps with what is left over. */
function ofLength(bytes: number, plain: CarCommand): { command: CarCommand; text: string } {
  for (const filler of ['', 'x', 'xx']) {
    const fixed = encode({ ...header, filler }).length + 2 + 86;
    const without = Buffer.from(JSON.stringify({ ...plain, booking: '' })).length;
    for (const booking of [0, 1, 2].map(
      (more) => Math.floor(((bytes - fixed) * 3) / 4) - without + more - 1,
    )) {
      const command = { ...plain, booking: 'x'.repeat(booking) };
      if (fixed + encode(command).length === bytes)
        return { command, text: compact({ ...header, filler }, command, secret) };
    }
  }
  throw new Error(`No text has ${bytes} bytes`);
}

function keysAndSignatures(): Vector[] {
  const zero = changed(2, () => Buffer.alloc(64).toString('base64url'));
  const cut = changed(2, (text) => Buffer.from(text, 'base64url').subarray(0, 63).toString('base64url'));
  const longer = changed(2, (text) =>
    Buffer.concat([Buffer.from(text, 'base64url'), Buffer.alloc(1)]).toString('base64url'),
  );
  const der = changed(2, (text) => derOf(Buffer.from(text, 'base64url')).toString('base64url'));
  const payload = changed(1, (text) =>
    Buffer.from(Buffer.from(text, 'base64url').toString().replace('"unlock"', '"report"')).toString(
      'base64url',
    ),
  );
  const moreHeader = changed(0, () => encode({ ...header, cty: 'json' }));
  const bad: readonly [string, string][] = [
    ['somebody else in the platform’s name', stranger.sign(COMMAND_JWS_TYPE, story('1').command(), header)],
    ['nobody: zeros', spoilt(zero)],
    ['the platform, but a byte is missing', spoilt(cut)],
    ['the platform, and a byte follows', spoilt(longer)],
    ['the platform in DER', spoilt(der)],
    ['the platform, for another payload', spoilt(payload)],
    ['the platform, for another header', spoilt(moreHeader)],
  ];
  const unknown = story('a command by a key that nobody trusts');
  return [
    unknown.refusesText(stranger.sign(COMMAND_JWS_TYPE, unknown.command()), 'UNKNOWN_KEY').vector,
    ...bad.map(
      ([who, text]) => story(`a command signed by ${who}`).refusesText(text, 'BAD_SIGNATURE').vector,
    ),
  ];
}

function derOf(signature: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
    const positive = (significant[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), significant]) : significant;
    return Buffer.concat([Buffer.of(2, positive.length), positive]);
  };
  const content = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

function textsThatAreRight(): Vector[] {
  const free = story('a header with members that do not concern the car');
  const concern = free.command();
  const long = party('platform-long', 'k'.repeat(256));
  const longKid = new Story(
    5,
    'a key id of 256 characters',
    carAt({ trustedKeys: listOf(1, long.trusted()) }),
  );
  const twins = story('the twin of a signature, which says the same, and is taken once');
  const twin = twins.command();
  const signed = platform.sign(COMMAND_JWS_TYPE, twin);
  const twinText = changed(2, (text) => twinOf(Buffer.from(text, 'base64url')).toString('base64url'))(signed);
  return [
    free.executesText(compact({ ...header, cty: 'json', x5t: 1 }, concern, secret), concern).vector,
    longKid.executes(longKid.command(), long).vector,
    twins.executesText(twinText, twin).repeats(0, signed).vector,
  ];
}

export const textVectors = (): Vector[] => [
  ...textsThatAreRight(),
  ...lengths(),
  ...textsThatAreNone(),
  ...otherTypes(),
  ...keysAndSignatures(),
];
