import '../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { requireSpans } from '../../../functions/gbfs/plausible.ts';
import { type Alert, setAlerts } from '../../../shared/contracts/gbfs/gbfs.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import { violations } from '../../../shared/contracts/validate.ts';

const alert = (start?: string, end?: string): Alert => ({
  alertId: 'storm',
  type: 'other',
  summary: 'Storm',
  ...(start === undefined ? {} : { start }),
  ...(end === undefined ? {} : { end }),
});
const wrongIn = (alerts: Alert[]) =>
  violations(setAlerts.type, setAlerts.data, { fleet: FLEET, alerts }).map(({ path }) => path);

describe('an alert', () => {
  it('may not end before it starts, nor at once', () => {
    const reversed = alert('2027-03-02T10:00:00Z', '2027-03-01T10:00:00Z');
    expect(() => requireSpans([alert(), reversed])).toThrow('/alerts/1/end must be after start');
    expect(() => requireSpans([alert('2027-03-02T10:00:00Z', '2027-03-02T10:00:00.0Z')])).toThrow(
      'must be after start',
    );
  });

  it('may leave out either, and end later', () => {
    expect(() =>
      requireSpans([
        alert(),
        alert('2027-03-02T10:00:00Z'),
        alert(undefined, '2027-03-02T10:00:00Z'),
        alert('2027-03-02T10:00:00Z', '2027-03-02T10:00:00.001Z'),
      ]),
    ).not.toThrow('must be after start');
  });

  it('names days that exist', () => {
    expect(wrongIn([alert('2027-02-30T10:00:00Z')])).toEqual(['/alerts/0/start']);
    expect(wrongIn([alert(undefined, '2027-02-31T10:00:00Z')])).toEqual(['/alerts/0/end']);
    expect(wrongIn([alert('2027-02-28T10:00:00Z')])).toEqual([]);
  });
});
