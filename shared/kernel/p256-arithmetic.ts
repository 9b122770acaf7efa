/** Arithmetic modulo the order of the group that the base point of P-256 generates (FIPS 186-5, 6.4): for ECDSA by hand. */

export const BYTES = 32;
export const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Big endian. */
export const toInteger = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** Big endian, 32 bytes. */
export const toBytes = (value: bigint): Buffer =>
  Buffer.from(value.toString(16).padStart(BYTES * 2, '0'), 'hex');

export const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;

/** By the extended Euclidean algorithm. */
export function inverse(value: bigint): bigint {
  let [low, high] = [modulo(value), ORDER];
  let [factor, previous] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high % low, low];
    [factor, previous] = [previous - quotient * factor, factor];
  }
  return modulo(factor);
}
