import type { Tariff } from '../contracts/billing/tariff.ts';

/** An option that cannot be chosen: its place among those that were, and why. */
export interface OptionFault {
  readonly index: number;
  readonly detail: string;
}

/**
 * What is wrong with the options that a rider chooses. A rental whose options are without faults can be rated, as far as
 * they are concerned: the tariff has each of them, and at most one of them brings a package.
 */
export function optionFaults(tariff: Tariff | undefined, chosen: readonly string[]): readonly OptionFault[] {
  const known = new Set((tariff?.options ?? []).map(({ optionId }) => optionId));
  const withPackage = new Set((tariff?.packages ?? []).flatMap(({ option }) => option ?? []));
  const [first, ...others] = chosen.filter((option) => withPackage.has(option));
  return chosen.flatMap((option, index) => {
    if (!known.has(option)) {
      const has = known.size === 0 ? 'none' : [...known].join(', ');
      const of = tariff === undefined ? 'No tariff is in force' : `The tariff ${tariff.tariffId} has ${has}`;
      return [{ index, detail: `must be an option of the tariff. ${of}.` }];
    }
    return others.includes(option)
      ? [{ index, detail: `must not come with ${first}: each brings a package, and a rental has one.` }]
      : [];
  });
}
