import type { Alert } from '../../shared/contracts/gbfs/gbfs.ts';
import { isBefore } from '../../shared/kernel/time.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';

/** What schemas cannot say of alerts. Throws BAD_REQUEST for one that ends before it starts: no app could show it. */
export function requireSpans(alerts: readonly Alert[]): void {
  for (const [n, { start, end }] of alerts.entries()) {
    if (start === undefined || end === undefined || isBefore(start, end)) continue;
    const message = 'must be after start';
    throw new ProblemError('BAD_REQUEST', `The body is not valid: /alerts/${n}/end ${message}.`, [
      { path: `/body/alerts/${n}/end`, message },
    ]);
  }
}
