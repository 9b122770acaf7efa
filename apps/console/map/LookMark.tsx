import type { Look } from '../fleet/car-look.ts';
import { text } from '../texts.ts';
import { COLOURS, SHAPES } from './shapes.ts';

/** The mark of the map with its name. */
export function LookMark({ look, count }: { readonly look: Look; readonly count?: number }) {
  return (
    <span class="look">
      <svg class="mark" viewBox="-12 -12 24 24" width="18" height="18" aria-hidden="true">
        <path
          d={SHAPES[look]}
          style={{ fill: `light-dark(${COLOURS.light[look]}, ${COLOURS.dark[look]})` }}
        />
      </svg>
      {text(`look.${look}`)}
      {count !== undefined && <b class="number">{count}</b>}
    </span>
  );
}
