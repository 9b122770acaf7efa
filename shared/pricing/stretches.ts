import { shareOf } from '../kernel/decimal.ts';
import { DAY_MS } from '../kernel/time-zone.ts';
import type { CompiledTariff } from './compiled-tariff.ts';
import type { TimedPeriod } from './usage-times.ts';

/** A part of a period within which every price and every window of a cap stays the same. */
export interface Stretch {
  readonly from: number;
  /** What the clock shows at `from`. */
  readonly wall: number;
  readonly duration: number;
  /** Micrometres: the period's distance, by the share of time. */
  readonly distance: number;
}

/** Cuts a period where the clock changes a price, where the clock itself changes, and where a window of a cap begins. */
export function stretchesOf(
  { clock, changes, caps }: CompiledTariff,
  { from, to, distance }: TimedPeriod,
  takenOver: number,
): readonly Stretch[] {
  const cuts: number[] = [];
  for (const { cap, length } of caps)
    if (cap.from === 'start')
      for (
        let cut = takenOver + Math.max(1, Math.ceil((from - takenOver) / length)) * length;
        cut < to;
        cut += length
      )
        cuts.push(cut);
  if (changes !== undefined)
    for (const span of clock.spans(from, to)) {
      cuts.push(span.from);
      const [start, end] = [span.from + span.offset, span.to + span.offset];
      for (let midnight = Math.floor(start / DAY_MS) * DAY_MS; midnight < end; midnight += DAY_MS)
        for (const change of changes)
          if (midnight + change > start && midnight + change < end)
            cuts.push(midnight + change - span.offset);
    }
  const wall = (time: number): number => (changes === undefined ? 0 : clock.wallAt(time));
  if (cuts.length === 0 || to === from) return [{ from, wall: wall(from), duration: to - from, distance }];
  cuts.push(from, to);
  cuts.sort((a, b) => a - b);
  const found: Stretch[] = [];
  let [before, driven] = [from, 0];
  for (const cut of cuts) {
    if (cut <= before) continue;
    const until = shareOf(distance, cut - from, to - from);
    found.push({ from: before, wall: wall(before), duration: cut - before, distance: until - driven });
    [before, driven] = [cut, until];
  }
  return found;
}
