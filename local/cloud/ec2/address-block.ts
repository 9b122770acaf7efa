const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Every address there is. */
export const ANYWHERE = '0.0.0.0/0';

/** Whether all addresses of an IPv4 block, such as `10.0.0.0/20`, are in another; no when one of them is no block. */
export function covers(outer: string, inner: string): boolean {
  const [wide, narrow] = [parse(outer), parse(inner)];
  if (wide === undefined || narrow === undefined || narrow.prefix < wide.prefix) return false;
  const size = 2 ** (32 - wide.prefix);
  return Math.floor(wide.address / size) === Math.floor(narrow.address / size);
}

function parse(block: string): { address: number; prefix: number } | undefined {
  const match = IPV4.exec(block);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  return { address: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}
