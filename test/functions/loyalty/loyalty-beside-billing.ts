import type { MemberState } from '../../../functions/loyalty/member/state.ts';
import { pointsMoved, pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { BesideBilling } from '../billing/beside-billing.ts';
import { adjust, type Loyalty, loyalty, MEMBER, publish, setAside } from './loyalty-under-test.ts';

export const member = (room: Loyalty): MemberState => room.state(MEMBER) as MemberState;

/** Loyalty and billing in memory, with what moves points: rentals, spending, corrections, adjustments and time. */
export class LoyaltyBesideBilling extends BesideBilling<Loyalty> {
  constructor(name: string, seed: number, programme: Programme) {
    super(name, seed, loyalty(), [pointsReserved.type, pointsMoved.type]);
    this.loyalty.handle(publish(programme));
  }

  get loyalty(): Loyalty {
    return this.other;
  }

  /** Takes one of these steps, or does nothing when it is not the moment for it. */
  protected take(step: 'reserve' | 'points' | 'end' | 'correct' | 'time' | 'adjust' | 'hear'): void {
    const { chance } = this;
    switch (step) {
      case 'points': {
        const running = this.running();
        if (running.length === 0) break;
        const { number } = chance.pick(running);
        this.loyalty.handle(setAside(number, chance.pick([0, 1, 50, this.#active()])));
        break;
      }
      case 'time':
        this.passTime([3600, 3600, 86_400, 86_400, 30 * 86_400]);
        break;
      case 'adjust':
        this.loyalty.handle(adjust(chance.integer(400) - 200));
        break;
      case 'reserve':
      case 'end':
      case 'correct':
      case 'hear':
        this[step]();
    }
  }

  #active(): number {
    const state = this.loyalty.state(MEMBER);
    return state.kind === 'member' ? state.balance.active : 0;
  }
}
