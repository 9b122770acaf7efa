import type { Exchange, Rate } from '../../../shared/contracts/loyalty/exchanges.ts';

/** What is wrong with rates beside their shape: where, and why in words. */
export interface ExchangeFault {
  /** A JSON pointer, such as `/out/step`. */
  readonly path: string;
  readonly message: string;
}

export function exchangeFaults({ out, in: incoming }: Exchange): readonly ExchangeFault[] {
  return [
    ...(out === undefined ? [] : rateFaults('/out', out, out.theirs, out.ours)),
    ...(incoming === undefined ? [] : rateFaults('/in', incoming, incoming.ours, incoming.theirs)),
  ];
}

/** A step of what is given must be whole points of what is got. */
function* rateFaults(path: string, rate: Rate, got: number, given: number): Iterable<ExchangeFault> {
  const { least, step, most } = rate;
  if ((step * got) % given !== 0) {
    yield { path: `${path}/step`, message: `${step} are ${got}/${given} times as many: no whole points.` };
  }
  if (least % step !== 0) yield { path: `${path}/least`, message: `It is no multiple of the step ${step}.` };
  if (most !== undefined && most.points < least) {
    yield { path: `${path}/most/points`, message: `It is less than the ${least} that one transfer needs.` };
  }
}
