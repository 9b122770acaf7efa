import { platformTime } from '../../core/clock.ts';
import type { SharedClock } from '../shared-clock.ts';

const RealDate = globalThis.Date;

/** Real milliseconds since 1970, whatever `Date` says. */
export const realNow: () => number = RealDate.now;

/**
 * Makes `Date` of this thread follow the platform clock: `Date.now()`, `new Date()` and `Date()`. Timers and
 * `performance` stay real, and so does what reads the time by other means, such as certificates' validity.
 */
export function followPlatformClock(clock: SharedClock): void {
  const now = (): number => Math.floor(platformTime(clock.read(), realNow()));

  function PlatformDate(this: unknown, ...parts: unknown[]): Date | string {
    if (new.target === undefined) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, new.target) as Date;
  }
  PlatformDate.prototype = RealDate.prototype;
  Object.defineProperties(PlatformDate, {
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    now: { value: now, configurable: true, writable: true },
    parse: { value: RealDate.parse, configurable: true, writable: true },
    UTC: { value: RealDate.UTC, configurable: true, writable: true },
  });
  Object.defineProperty(RealDate.prototype, 'constructor', {
    value: PlatformDate,
    configurable: true,
    writable: true,
  });
  Object.defineProperty(globalThis, 'Date', { value: PlatformDate, configurable: true, writable: true });
}
