import { encodeQR } from 'qr';

export interface QrPath {
  /** Modules on each side, with the quiet zone. */
  readonly size: number;
  /** The dark modules, as the `d` of an SVG path. */
  readonly path: string;
}

/** Scanners want four light modules around a code (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code as a path: the policy of the site allows neither inline styles nor data URLs. Dark modules of a row are one step. */
export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, 'raw', { border: QUIET, ecc: 'low' });
  const steps = rows.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return [];
      const end = row.indexOf(false, x);
      return [`M${x} ${y}h${end - x}v1H${x}z`];
    }),
  );
  return { size: rows.length, path: steps.join('') };
}
