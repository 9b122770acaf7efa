/** What is wrong with a tariff or a rule that chooses one. The codes are stable: programs may rely on them. */

export const FAULT_CODES = {
  SHAPE: 'it does not follow the schema',
  UNKNOWN_CURRENCY: 'ISO 4217 has no such currency',
  UNKNOWN_TIME_ZONE: 'there is no such IANA time zone',
  UNKNOWN_ZONE: 'there is no such pricing zone',
  UNKNOWN_VEHICLE_CLASS: 'there is no such vehicle class',
  UNKNOWN_MODEL: 'there is no such vehicle model',
  UNKNOWN_RIDER_GROUP: 'there is no such rider group',
  UNKNOWN_TARIFF: 'there is no such tariff',
  UNKNOWN_OPTION: 'the tariff does not list the option',
  UNKNOWN_LINE: 'the tariff has no such line',
  DUPLICATE_ID: 'two things have one id',
  MIXED_LINE: 'rates of one line do not fit together',
  STEP_GAP: 'a quantity has no rate',
  STEP_OVERLAP: 'a quantity has two rates',
  STEP_NOT_WHOLE: 'a step cuts an interval',
  QUANTITY_TOO_FINE: 'a quantity has more than three decimals',
  AMOUNT_TOO_FINE: 'an amount is finer than the currency',
  NEGATIVE_AMOUNT: 'an amount must not be negative',
  NEGATIVE_TOTAL: 'a charge could be negative',
  RATE_GAP: 'a moment has no rate',
  RATE_OVERLAP: 'a moment has two rates',
  EMPTY_RANGE: 'a range holds nothing',
  NO_SUCH_DAY: 'the calendar has no such day',
  TOO_MANY_CASES: 'the conditions are too many to be checked',
  CAP_CROSSING: 'caps, or a cap and the minimum, share some lines only',
  CAP_WINDOW: 'a cap has windows that do not exist',
  PACKAGE_UNSUITABLE: 'a package does not fit the rates that it covers',
  SEVERAL_PACKAGES: 'two packages apply together',
  NO_DEFAULT: 'some rentals have no tariff',
  AMBIGUOUS: 'some rentals have two tariffs',
} as const;
export type FaultCode = keyof typeof FAULT_CODES;

export interface Fault {
  /** Where: a JSON pointer, such as `/rates/0/steps/1`. */
  readonly path: string;
  readonly code: FaultCode;
  /** In plain words, for who writes the tariff. */
  readonly detail: string;
}

/** What a tariff may refer to. What is not given is not checked. */
export interface Known {
  readonly zones?: ReadonlySet<string>;
  readonly vehicleClasses?: ReadonlySet<string>;
  readonly models?: ReadonlySet<string>;
  readonly riderGroups?: ReadonlySet<string>;
  readonly tariffs?: ReadonlySet<string>;
}

export function fault(path: string, code: FaultCode, detail: string): Fault {
  return { path, code, detail };
}

/** A fault for each value that occurs again. */
export function duplicates(ids: readonly { readonly path: string; readonly id: string }[]): readonly Fault[] {
  const first = new Map<string, string>();
  return ids.flatMap(({ path, id }) => {
    const before = first.get(id);
    if (before !== undefined) return [fault(path, 'DUPLICATE_ID', `${id} is also the id at ${before}.`)];
    first.set(id, path);
    return [];
  });
}
