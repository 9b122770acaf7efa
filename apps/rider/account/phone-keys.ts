/**
 * The key that makes this phone a key of cars: P-256, made in the browser. Its private half cannot be read, not even by
 * this page, and is kept in IndexedDB under its rider.
 */

interface KeptKey {
  readonly privateKey: CryptoKey;
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  /** RFC 7638, as the platform names keys. */
  readonly thumbprint: string;
}

const DATABASE = 'roadstream-phone';
const STORE = 'keys';
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' } as const;

const base64Url = (bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const textBytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export const keptKey = (rider: string): Promise<KeptKey | undefined> =>
  inStore<KeptKey | undefined>('readonly', (store) => store.get(rider) as IDBRequest<KeptKey | undefined>);

export async function forgetKey(rider: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(rider));
}

/** Makes a key for this rider, in place of the one that was there. */
export async function makeKey(rider: string): Promise<KeptKey> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDSA, false, ['sign', 'verify']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  // The members of a thumbprint, in its order.
  const canonical = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const thumbprint = base64Url(await crypto.subtle.digest('SHA-256', textBytes(canonical)));
  const key: KeptKey = { privateKey, jwk: { kty: 'EC', crv: 'P-256', x, y }, thumbprint };
  await inStore('readwrite', (store) => store.put(key, rider));
  return key;
}

/** Proves that this phone has the private half: a JWS over rider and challenge. */
export async function proofOf(
  { privateKey, jwk }: KeptKey,
  rider: string,
  challenge: string,
): Promise<string> {
  const header = { alg: 'ES256', typ: 'roadstream-phone-key+jws', jwk };
  const signed = [header, { rider, challenge }]
    .map((part) => base64Url(textBytes(JSON.stringify(part))))
    .join('.');
  const signature = await crypto.subtle.sign(
    { name: 'ECDSA', hash: 'SHA-256' },
    privateKey,
    textBytes(signed),
  );
  return `${signed}.${base64Url(signature)}`;
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await opened();
  try {
    return await settled(use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
  return settled(request);
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The browser keeps no keys')));
  });
}
