const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

function address(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Cuts `count` blocks with `hostBits` host bits each out of an IPv4 block; undefined when they do not fit. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] | undefined {
  const match = IPV4.exec(block);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  const size = 2 ** hostBits;
  if (hostBits > 32 - prefix || count > 2 ** (32 - prefix - hostBits)) return undefined;
  const given = ((a * 256 + b) * 256 + c) * 256 + d;
  const start = given - (given % 2 ** (32 - prefix));
  return Array.from({ length: count }, (_, index) => `${address(start + index * size)}/${32 - hostBits}`);
}
