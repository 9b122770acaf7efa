/** An example that nobody reads to its end shows nothing. */
const MOST_CHARACTERS = 3000;

interface Offered<Kept> {
  readonly kept: Kept;
  readonly fields: number;
  readonly characters: number;
}

/** Keeps of each name what shows most fields, in as few words as it can: of those that are short, if there are some. */
export class Best<Kept> {
  readonly #best = new Map<string, Offered<Kept>>();

  /** `shown`: what counts. */
  offer(name: string, kept: Kept, shown: unknown): void {
    const offered: Offered<Kept> = {
      kept,
      fields: fieldsIn(shown).size,
      characters: JSON.stringify(shown ?? null).length,
    };
    const known = this.#best.get(name);
    if (known === undefined || isBetter(offered, known)) this.#best.set(name, offered);
  }

  all(): Readonly<Record<string, Kept>> {
    const sorted = [...this.#best].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, { kept }]) => [name, kept]));
  }
}

function isBetter<Kept>(one: Offered<Kept>, other: Offered<Kept>): boolean {
  const [isShort, isOtherShort] = [one, other].map(({ characters }) => characters <= MOST_CHARACTERS);
  if (isShort !== isOtherShort) return isShort === true;
  if (isShort === true && one.fields !== other.fields) return one.fields > other.fields;
  return one.characters < other.characters;
}

/** The places in a value that have something in them; those of all items of a list are one. */
function fieldsIn(value: unknown, place = ''): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return new Set([place]);
  const inner = Array.isArray(value)
    ? value.map((one: unknown) => fieldsIn(one, `${place}/*`))
    : Object.entries(value).map(([name, one]) => fieldsIn(one, `${place}/${name}`));
  return new Set(inner.flatMap((some) => [...some]));
}
