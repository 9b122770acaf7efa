import { exampleId, ID_CHARACTERS } from '../../shared/kernel/ids.ts';

/**
 * What is received, with what differs from run to run written as in each run: ids, times, addresses. What somebody could
 * use as a key is replaced by the contract's own example of it.
 */

/** 2026-01-31T09:30:00.000Z: when all examples happen. */
const THEN_MS = Date.UTC(2026, 0, 31, 9, 30);
const SECOND_MS = 1000;

const ID = new RegExp(`(?<![0-9a-z])([a-z]{2,5})_(${ID_CHARACTERS})(?![0-9a-z])`, 'g');
const OPERATION = new RegExp(`op_([a-z]+)_(${ID_CHARACTERS})(_${ID_CHARACTERS})?(\\.[0-9a-z]{6,7})?`, 'g');
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TRACE = /\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b/g;
const ORIGIN = /http:\/\/(127\.0\.0\.1|localhost):\d+/g;
/** Sealed with a rider's key. */
const SEALED = /enc\.v1\.[\w-]+\.[\w-]+/g;
/** Three parts, the first of which is a JSON object. */
const SIGNED = /\beyJ[\w-]+\.[\w-]*\.[\w-]+/g;
const SIGNATURE_IN_URL = /(X-Amz-(?:Signature|Credential|Security-Token)=)[^&"]+/g;

/** Names of fields whose text opens something. */
const KEYS = /^(secret|clientSecret|ticket|token|reply|proof|signature|grant|password)$/;

export class Stable {
  readonly #shiftMs: number;
  readonly #ids = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** `now`: the platform's time when it was received, milliseconds. */
  constructor(now: number) {
    this.#shiftMs = THEN_MS - now;
  }

  /** `example`: what the contract shows in the place of keys. */
  value(value: unknown, example: unknown, name = ''): unknown {
    if (typeof value === 'string')
      return KEYS.test(name) && typeof example === 'string' ? example : this.text(value);
    if (Array.isArray(value)) {
      const [first] = Array.isArray(example) ? (example as readonly unknown[]) : [];
      return value.map((one: unknown) => this.value(one, first));
    }
    if (typeof value !== 'object' || value === null) return value;
    const fields = typeof example === 'object' && example !== null ? example : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.text(key),
        this.value(inner, (fields as Record<string, unknown>)[key], key),
      ]),
    );
  }

  text(text: string): string {
    return text
      .replaceAll(SIGNED, 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl')
      .replaceAll(SEALED, 'enc.v1.q83vEjRWeJ0.3q2-7w')
      .replaceAll(SIGNATURE_IN_URL, '$10')
      .replaceAll(TRACE, '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01')
      .replaceAll(OPERATION, (whole, room: string, _first: string, owner?: string, until?: string) => {
        const own = this.#known(whole.split('.')[0] ?? '', `op_${room}`);
        const rest = owner === undefined ? '' : `_${exampleId('').slice(1)}`;
        return `${own}${rest}${until === undefined ? '' : '.t9q0vc'}`;
      })
      .replaceAll(ID, (whole, prefix: string) => this.#known(whole, prefix))
      .replaceAll(UUID, (whole) => {
        const number = this.#count(whole, 'uuid');
        return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
      })
      .replaceAll(TIME, (whole, fraction?: string) => {
        const moved = Math.round((Date.parse(whole) + this.#shiftMs) / SECOND_MS) * SECOND_MS;
        const written = new Date(moved).toISOString();
        return fraction === undefined ? written.replace('.000Z', 'Z') : written;
      })
      .replaceAll(ORIGIN, 'http://127.0.0.1:8080');
  }

  #known(id: string, prefix: string): string {
    const number = this.#count(id, prefix);
    return exampleId(prefix, number);
  }

  #count(id: string, prefix: string): number {
    const known = this.#ids.get(id);
    if (known !== undefined) return Number(known);
    const number = (this.#counts.get(prefix) ?? 0) + 1;
    this.#counts.set(prefix, number);
    this.#ids.set(id, String(number));
    return number;
  }
}
