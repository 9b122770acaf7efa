import { CommandError } from './command-error.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `15m`, `24h`, `7d`, `500ms`, also put together (`1h30m`): milliseconds. */
export function durationMilliseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new CommandError(
      'BAD_DURATION',
      `${text} is not a duration; write it as 90s, 15m, 24h, 7d or 1h30m.`,
    );
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS], 0);
}
