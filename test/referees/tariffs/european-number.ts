/**
 * A number as the files write it, as a decimal with a point. A comma is a decimal comma, and points before it group
 * thousands. Without a comma, points group thousands if three digits follow each and the number does not begin with 0:
 * `1.041` is 1041, and `0.280` is less than one. Undefined for an empty cell. Throws a RangeError for anything else.
 */
export function decimalOf(cell: string | undefined): string | undefined {
  const text = (cell ?? '').replace(/€|EUR|\s/gi, '');
  if (text === '') return undefined;
  const isGrouped = /^-?[1-9]\d{0,2}(\.\d{3})+$/.test(text);
  const plain = text.includes(',')
    ? text.replaceAll('.', '').replace(',', '.')
    : isGrouped
      ? text.replaceAll('.', '')
      : text;
  if (!/^-?\d+(\.\d+)?$/.test(plain)) throw new RangeError(`${cell} is not a number`);
  return plain.replace(/^(-?)0+(?=\d)/, '$1');
}

/** 0 for an empty cell. */
export function numberOf(cell: string | undefined): number {
  return Number(decimalOf(cell) ?? 0);
}

/** Whole cents; undefined for an empty cell. */
export function centsOf(cell: string | undefined): number | undefined {
  const decimal = decimalOf(cell);
  return decimal === undefined ? undefined : Math.round(Number(decimal) * 100);
}
