import { brotliDecompressSync } from 'node:zlib';
import packed from './noto-sans.json' with { type: 'json' };

/** The fonts of documents, as TrueType files. They are in the bundle: a function has no fonts of a system. */

const unpacked = (base64: string): Uint8Array => brotliDecompressSync(Buffer.from(base64, 'base64'));

export const notoSans = (): { readonly regular: Uint8Array; readonly bold: Uint8Array } => ({
  regular: unpacked(packed.regular),
  bold: unpacked(packed.bold),
});
