import type { Conditions } from '../conditions.ts';
import { lineOf, MINIMUM_LINE, type Package, type Rate, type Tariff } from '../tariff.ts';
import { duplicates, type Fault, type FaultCode, fault, type Known } from './fault.ts';

/** Faults of names: of what does not exist, of what exists twice, and of lines that do not go together. */
export function referenceFaults(tariff: Tariff, known: Known): readonly Fault[] {
  return [
    ...idFaults(tariff),
    ...conditionsOf(tariff).flatMap(({ path, when }) => placeFaults(path, when, known)),
    ...optionFaults(tariff),
    ...lineFaults(tariff),
    ...mixedLines(tariff),
    ...packageFaults(tariff),
    ...crossings(tariff),
    ...hoursByTheClock(tariff),
  ];
}

/** All conditions of a tariff with their paths. */
export function conditionsOf({ rates, fixed = [], packages = [] }: Tariff) {
  const all = [
    ...rates.map(({ when }, n) => ({ path: `/rates/${n}/when`, when })),
    ...fixed.map(({ when }, n) => ({ path: `/fixed/${n}/when`, when })),
    ...packages.map(({ when }, n) => ({ path: `/packages/${n}/when`, when })),
  ];
  return all.flatMap(({ path, when }) => (when === undefined ? [] : [{ path, when }]));
}

function idFaults(tariff: Tariff): readonly Fault[] {
  const { rates, fixed = [], packages = [], caps = [], options = [], taxes } = tariff;
  const lines = new Set(rates.map(lineOf));
  return [
    ...duplicates(rates.map(({ rateId: id }, n) => ({ path: `/rates/${n}/rateId`, id }))),
    ...duplicates([
      ...[...lines].map((id) => ({ path: '/rates', id })),
      ...fixed.map(({ lineId: id }, n) => ({ path: `/fixed/${n}/lineId`, id })),
      ...packages.map(({ packageId: id }, n) => ({ path: `/packages/${n}/packageId`, id })),
      ...caps.map(({ capId: id }, n) => ({ path: `/caps/${n}/capId`, id })),
      ...(tariff.minimum === undefined ? [] : [{ path: '/minimum', id: MINIMUM_LINE }]),
    ]),
    ...duplicates(options.map(({ optionId: id }, n) => ({ path: `/options/${n}/optionId`, id }))),
    ...duplicates(taxes.rates.map(({ taxId: id }, n) => ({ path: `/taxes/rates/${n}/taxId`, id }))),
  ];
}

/** A fault for each name that is not among the known ones. */
export function unknownNames(
  path: string,
  names: readonly string[] | undefined,
  known: ReadonlySet<string> | undefined,
  code: FaultCode,
  what: string,
): readonly Fault[] {
  if (names === undefined || known === undefined) return [];
  return names.flatMap((name, n) =>
    known.has(name) ? [] : [fault(`${path}/${n}`, code, `There is no ${what} ${name}.`)],
  );
}

function placeFaults(path: string, when: Conditions, { zones, vehicleClasses }: Known): readonly Fault[] {
  const { startZones, endZones, eitherZones } = when;
  return [
    ...unknownNames(`${path}/startZones`, startZones, zones, 'UNKNOWN_ZONE', 'pricing zone'),
    ...unknownNames(`${path}/endZones`, endZones, zones, 'UNKNOWN_ZONE', 'pricing zone'),
    ...unknownNames(`${path}/eitherZones`, eitherZones, zones, 'UNKNOWN_ZONE', 'pricing zone'),
    ...unknownNames(
      `${path}/vehicleClasses`,
      when.vehicleClasses,
      vehicleClasses,
      'UNKNOWN_VEHICLE_CLASS',
      'vehicle class',
    ),
  ];
}

function optionFaults({ options = [], rates, fixed = [], packages = [] }: Tariff): readonly Fault[] {
  const listed = new Set(options.map(({ optionId }) => optionId));
  const named = [
    ...rates.map(({ option }, n) => ({ path: `/rates/${n}/option`, option })),
    ...fixed.map(({ option }, n) => ({ path: `/fixed/${n}/option`, option })),
    ...packages.map(({ option }, n) => ({ path: `/packages/${n}/option`, option })),
  ];
  return named.flatMap(({ path, option }) =>
    option === undefined || listed.has(option)
      ? []
      : [fault(path, 'UNKNOWN_OPTION', `The tariff’s options do not list ${option}.`)],
  );
}

function lineFaults({ rates, fixed = [], packages = [], caps = [], minimum }: Tariff): readonly Fault[] {
  const lines = new Set([...rates.map(lineOf), ...fixed.map(({ lineId }) => lineId)]);
  const withPackages = new Set([...lines, ...packages.map(({ packageId }) => packageId)]);
  const unknown = (path: string, names: readonly string[] | undefined, known = lines): readonly Fault[] =>
    unknownNames(path, names, known, 'UNKNOWN_LINE', 'line');
  return [
    ...caps.flatMap(({ covers }, n) => unknown(`/caps/${n}/covers`, covers)),
    ...unknown('/minimum/covers', minimum?.covers, withPackages),
    ...packages.flatMap(({ time, distance }, n) => [
      ...unknown(`/packages/${n}/time/lines`, time?.lines),
      ...unknown(`/packages/${n}/distance/lines`, distance?.lines),
    ]),
  ];
}

/** Rates of one line are one price that depends on something: all of time or all of distance, under one option. */
function mixedLines({ rates }: Tariff): readonly Fault[] {
  const first = new Map<string, Rate>();
  return rates.flatMap((rate, n) => {
    const line = lineOf(rate);
    const other = first.get(line);
    if (other === undefined) {
      first.set(line, rate);
      return [];
    }
    const fits = other.dimension === rate.dimension && other.option === rate.option;
    const detail = `${rate.rateId} and ${other.rateId} are in the line ${line}, and differ in dimension or option.`;
    return fits ? [] : [fault(`/rates/${n}/line`, 'MIXED_LINE', detail)];
  });
}

function packageFaults({ rates, packages = [] }: Tariff): readonly Fault[] {
  const always = packages.flatMap(({ option, when }, n) =>
    option === undefined && when === undefined ? [n] : [],
  );
  const together =
    always.length > 1 || (always.length > 0 && packages.length > 1)
      ? [
          fault(
            `/packages/${packages.length - 1}`,
            'SEVERAL_PACKAGES',
            'A rental has one package. Where there are several, let options or conditions choose.',
          ),
        ]
      : [];
  return [...together, ...packages.flatMap((one, n) => unsuitable(one, rates, `/packages/${n}`))];
}

function unsuitable({ time, distance }: Package, rates: readonly Rate[], path: string): readonly Fault[] {
  const inLines = (lines: readonly string[] = []): readonly Rate[] =>
    rates.filter((rate) => lines.includes(lineOf(rate)));
  const wrong = [
    ...inLines(time?.lines).filter(({ dimension }) => dimension !== 'time'),
    ...inLines(distance?.lines).filter(({ dimension }) => dimension !== 'distance'),
  ].map(({ rateId, dimension }) => `${rateId} is a rate of ${dimension}.`);
  const uneven =
    time?.taken !== 'evenly'
      ? []
      : inLines(time.lines)
          .filter(({ counted, steps, free }) => counted !== 'exact' || steps.length > 1 || free !== undefined)
          .map(
            ({ rateId }) =>
              `Minutes are taken evenly, so ${rateId} must count exactly, in one step, none free.`,
          );
  return [...wrong, ...uneven].map((detail) => fault(path, 'PACKAGE_UNSUITABLE', detail));
}

/** Two caps, or a cap and the minimum, cover the same lines, or one covers all of the other’s, or they share none. */
function crossings({ caps = [], minimum }: Tariff): readonly Fault[] {
  const within = (some: readonly string[], all: readonly string[]): boolean =>
    some.every((line) => all.includes(line));
  const isApart = (some: readonly string[], others: readonly string[]): boolean =>
    !some.some((line) => others.includes(line));
  const pairs = caps.flatMap((cap, n) =>
    caps
      .slice(0, n)
      .filter(
        ({ covers }) =>
          !isApart(cap.covers, covers) && !within(cap.covers, covers) && !within(covers, cap.covers),
      )
      .map(({ capId }) => ({ path: `/caps/${n}/covers`, other: `the cap ${capId}` })),
  );
  const withMinimum = caps.flatMap(({ covers }, n) =>
    minimum === undefined || isApart(covers, minimum.covers) || within(covers, minimum.covers)
      ? []
      : [{ path: `/caps/${n}/covers`, other: 'the minimum' }],
  );
  return [...pairs, ...withMinimum].map(({ path, other }) =>
    fault(
      path,
      'CAP_CROSSING',
      `It shares some lines with ${other}, and others not: nest them, or part them.`,
    ),
  );
}

/** When clocks are set back, an hour comes twice: by the clock it would be one window. */
function hoursByTheClock({ caps = [] }: Tariff): readonly Fault[] {
  return caps.flatMap(({ per, from }, n) =>
    per === 'hour' && from === 'midnight'
      ? [fault(`/caps/${n}/from`, 'CAP_WINDOW', 'Hours are counted from the start, not by the clock.')]
      : [],
  );
}
