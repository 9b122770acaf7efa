import { connect, type Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import {
  listenForPhones,
  type PhoneListener,
} from '../../../../local/simulator/key-protocol/phone-listener.ts';
import { askCar } from '../../../../local/simulator/phone/ask-car.ts';
import { frame } from '../../../../local/simulator/phone/frames.ts';
import { newKey, signWith } from '../../../../local/simulator/phone/own-key.ts';
import { LONGEST_FRAME_BYTES, RESULT_JWS_TYPE } from '../../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { START, VIN } from '../car/car-on-the-bench.ts';
import { type CarFrame, PhoneAtTheCar, type StreamToCar } from './phone-on-the-bench.ts';

/** Whoever stands next to the car and has heard everything, but has neither the phone's key nor the platform's. */

let tried = 0;
let opened = 0;

/** Counts, and fails when the door opened. */
function attack(at: PhoneAtTheCar, answer: CarFrame | undefined): CarFrame | undefined {
  tried += 1;
  if (!at.bench.car.locked) opened += 1;
  expect(at.bench.car.locked).toBe(true);
  return answer;
}

afterAll(() => {
  process.stdout.write(
    `  attacks on the exchange of phone and car: ${tried} tried, ${opened} opened a door\n`,
  );
});

const flipped = (text: string, at: number, bit: number): string => {
  const bytes = Buffer.from(text, 'latin1');
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return bytes.toString('latin1');
};

/** A grant and what its phone once asked with it, as somebody has heard them. */
function heard(at: PhoneAtTheCar): { grant: string; request: string; stream: StreamToCar } {
  const grant = at.grant();
  const stream = at.stream();
  return { grant: at.signed(grant), request: at.request(grant, stream.challenge), stream };
}

describe('nobody opens a car', () => {
  it('by flipping any bit of a grant', () => {
    const at = new PhoneAtTheCar();
    const { grant, request, stream } = heard(at);
    for (let position = 0; position < grant.length; position++) {
      const answer = attack(at, stream.ask(flipped(grant, position, position % 7), request));
      expect(answer?.type).toBe('refused');
    }
  });

  it('by flipping any bit of a request', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant();
    const text = at.signed(grant);
    const { length } = at.request(grant, 'A'.repeat(43));
    for (let position = 0; position < length; position++) {
      // Each with the challenge that is good right now, so that only the flipped bit is wrong.
      const stream = at.stream();
      const request = flipped(at.request(grant, stream.challenge), position, position % 7);
      expect(attack(at, stream.ask(text, request))?.type).toBe('refused');
    }
  });

  it('by cutting grant or request anywhere', () => {
    const at = new PhoneAtTheCar();
    const { grant, request, stream } = heard(at);
    for (let length = 0; length < grant.length; length += 5)
      attack(at, stream.ask(grant.slice(0, length), request));
    for (let length = 0; length < request.length; length += 5)
      attack(at, stream.ask(grant, request.slice(0, length)));
    expect(at.bench.car.locked).toBe(true);
  });

  it('by saying again what the phone said: on the same stream, on others, an hour later, after a reboot', () => {
    const at = new PhoneAtTheCar();
    const { grant, request, stream } = heard(at);
    stream.ask(grant, request);
    expect(at.bench.car.locked).toBe(false);
    at.bench.order({ action: 'lock' });
    const again = (on: StreamToCar) => attack(at, on.ask(grant, request))?.type;
    expect(again(stream)).toBe('result');
    for (let n = 0; n < 50; n++) again(at.stream());
    at.bench.now += 3_500_000;
    again(at.stream());
    at.bench.give({ type: 'reboot' });
    again(at.stream());
  });

  it('with a request that never reached it, on a later stream, or after the next challenge', () => {
    const at = new PhoneAtTheCar();
    const { grant, request } = heard(at);
    attack(at, at.stream().ask(grant, request));
    const withheld = heard(at);
    withheld.stream.say({ type: 'request', grant: 'a.b.c', request: 'a.b.c' });
    attack(at, withheld.stream.ask(withheld.grant, withheld.request));
    const late = heard(at);
    at.bench.now += 30_000;
    attack(at, late.stream.ask(late.grant, late.request));
    expect(at.bench.car.locked).toBe(true);
  });

  it('with the car’s own words in the place of the phone’s', () => {
    const at = new PhoneAtTheCar();
    const grant = at.grant({ expires: instant(START) });
    const stream = at.stream();
    const said = stream.ask(at.signed(grant), at.request(grant, stream.challenge));
    expect(said?.type).toBe('result');
    const { grant: good } = heard(at);
    attack(at, stream.ask(good, said?.result ?? ''));
    attack(at, stream.ask(said?.result ?? '', said?.result ?? ''));
  });

  it('with another phone, whatever it says of itself', () => {
    const at = new PhoneAtTheCar();
    const thief = newKey();
    const grant = at.grant();
    const payload = (challenge: string) => ({ vin: VIN, grant: grant.id, challenge, action: 'unlock' });
    const theirs = [
      thief,
      { ...thief, jwk: at.phone.jwk },
      { ...thief, thumbprint: at.phone.thumbprint },
      { ...thief, jwk: at.phone.jwk, thumbprint: at.phone.thumbprint },
      { ...at.carKey },
    ];
    for (const key of theirs) {
      const stream = at.stream();
      const request = signWith(key, 'roadstream-request+jws', payload(stream.challenge));
      expect(attack(at, stream.ask(at.signed(grant), request))?.type).toBe('refused');
    }
  });

  it('with another’s grant, an expired one, one of tomorrow, one for another car, or one made at home', () => {
    const at = new PhoneAtTheCar();
    const later = (hours: number) => instant(START + hours * 3_600_000);
    for (const changes of [
      { phone: newKey().thumbprint },
      { notBefore: later(-2), expires: later(-1) },
      { notBefore: later(1), expires: later(2) },
      { vin: 'WRS0000120T000002' },
      { actions: ['lock' as const] },
    ]) {
      attack(at, at.ask(at.grant(changes)));
    }
    const grant = at.grant();
    const homemade = signWith(at.phone, 'roadstream-grant+jws', grant);
    attack(at, at.ask(grant, 'unlock', homemade));
    const [head = '', body = ''] = at.signed(grant).split('.');
    for (const alg of ['none', 'HS256', 'ES384', 'RS256']) {
      attack(at, at.ask(grant, 'unlock', at.signed(grant, { alg })));
    }
    for (const forged of [`${head}.${body}.`, `${head}.${body}.${'A'.repeat(86)}`, `..`, body]) {
      attack(at, at.ask(grant, 'unlock', forged));
    }
    expect(at.bench.car.locked).toBe(true);
  });

  it('with frames that are anything else', () => {
    const at = new PhoneAtTheCar();
    const { grant, request } = heard(at);
    const { stream } = heard(at);
    const values: unknown[] = [
      null,
      [],
      'unlock',
      { type: 'request' },
      { type: 'request', grant },
      { type: 'request', grant, request, more: 1 },
      { type: 'result', result: request, challenge: stream.challenge },
      { type: 'hello', versions: [1] },
      { type: 'unlock' },
    ];
    for (const value of values) attack(at, stream.say(value as object));
    for (const text of ['', '{', '{"type":"request"', '\u0000', '{"type":"request"}}']) {
      const body = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      attack(at, stream.send(Buffer.concat([length, body])).at(-1));
    }
    attack(
      at,
      stream.send(Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from([0xff, 0xfe, 0xfd])])).at(-1),
    );
    expect(at.bench.car.locked).toBe(true);
  });
});

describe('a socket', () => {
  async function listening(silence?: number): Promise<{ at: PhoneAtTheCar; phones: PhoneListener }> {
    const at = new PhoneAtTheCar();
    const phones = await listenForPhones(at.asked(), silence);
    return { at, phones };
  }
  const dial = ({ port }: PhoneListener): Socket =>
    connect({ host: '127.0.0.1', port }).on('error', () => {});
  const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));

  it('serves a phone', async () => {
    const { at, phones } = await listening();
    const grant = at.signed(at.grant());
    const answer = await askCar({ host: '127.0.0.1', port: phones.port }, at.phone, grant, 'unlock');
    expect(answer).toMatchObject({ type: 'result', result: { result: 'executed' } });
    expect(at.bench.car.locked).toBe(false);
    await phones.close();
  });

  it('is closed on a frame that is too long, as soon as it is announced', async () => {
    const { at, phones } = await listening();
    const socket = dial(phones);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(LONGEST_FRAME_BYTES + 1);
    socket.write(Buffer.concat([frame({ type: 'hello', versions: [1] }), length]));
    socket.resume();
    await closing(socket);
    expect(attack(at, undefined)).toBeUndefined();
    await phones.close();
  });

  it('is closed on a peer that is silent, or sends a byte now and then, and others are served meanwhile', async () => {
    const { at, phones } = await listening(1500);
    const slow = dial(phones);
    const body = frame({ type: 'hello', versions: [1] });
    let sent = 0;
    const drip = setInterval(() => slow.write(body.subarray(sent, ++sent)), 100);
    slow.resume();
    const silent = dial(phones);
    silent.resume();
    const closed = Promise.all([closing(slow), closing(silent)]);
    const grant = at.signed(at.grant({ actions: ['find'] }));
    const answer = await askCar({ host: '127.0.0.1', port: phones.port }, at.phone, grant, 'find');
    expect(answer).toMatchObject({ type: 'result', result: { result: 'executed' } });
    await closed;
    clearInterval(drip);
    expect(sent).toBeLessThan(body.length);
    attack(at, undefined);
    await phones.close();
  });

  it('is closed at once when so many are open already', async () => {
    const { at, phones } = await listening();
    const crowd = Array.from({ length: 8 }, () => dial(phones).resume());
    await Promise.all(crowd.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await closing(dial(phones).resume());
    expect(attack(at, undefined)).toBeUndefined();
    await phones.close();
  });
});

describe('a phone believes no other car', () => {
  it('neither one that signs for it, nor an old word of the right one', async () => {
    const at = new PhoneAtTheCar();
    const grant = at.signed(at.grant());
    const impostor = new PhoneAtTheCar(at.bench, at.phone, newKey());
    const phones = await listenForPhones(impostor.asked());
    const address = { host: '127.0.0.1', port: phones.port };
    await expect(askCar(address, at.phone, grant, 'find')).rejects.toThrow('is not to be believed');
    await phones.close();

    const result = (await recorded(at)) ?? '';
    const replaying = await listenForPhones({
      ...at.asked(),
      key: at.carKey,
      ask: () => ({ result: JSON.parse(Buffer.from(result.split('.')[1] ?? '', 'base64url').toString()) }),
    });
    const there = { host: '127.0.0.1', port: replaying.port };
    await expect(askCar(there, at.phone, grant, 'find')).rejects.toThrow('is not to be believed');
    await replaying.close();
  });

  async function recorded(at: PhoneAtTheCar): Promise<string | undefined> {
    const grant = at.grant();
    const stream = at.stream();
    const answer = stream.ask(at.signed(grant), at.request(grant, stream.challenge, 'find'));
    expect(Buffer.from(answer?.result?.split('.')[0] ?? '', 'base64url').toString()).toContain(
      RESULT_JWS_TYPE,
    );
    return await Promise.resolve(answer?.result);
  }
});
