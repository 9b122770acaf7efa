import type { ChargeLine, Part, Reason } from '../../../shared/contracts/billing/charge.ts';

/** What a line of a charge says to a customer. */
export function lineText({ reason, parts }: ChargeLine): string {
  const counted = parts.filter(({ unit }) => unit !== 'once').map(partText);
  return counted.length === 0 ? reasonText(reason) : `${reasonText(reason)}: ${counted.join(', ')}`;
}

function reasonText(reason: Reason): string {
  switch (reason.code) {
    case 'TIME':
      return `Time (${reason.during.join(', ')})`;
    case 'DISTANCE':
      return 'Distance';
    case 'FIXED':
      return 'Fixed charge';
    case 'ZONE':
      return `Zone ${[...(reason.startZones ?? []), ...(reason.endZones ?? []), ...(reason.eitherZones ?? [])].join(', ')}`;
    case 'OPTION':
      return `Option ${reason.option}`;
    case 'PACKAGE':
      return `Package (${reason.minutesIncluded} min and ${reason.distanceIncluded} of distance used)`;
    case 'CAP':
      return `Limit per ${reason.per}`;
    case 'MINIMUM':
      return 'Minimum charge';
    case 'VOUCHER':
      return `Voucher${reason.percent === undefined ? '' : ` ${reason.percent} %`}`;
    case 'POINTS':
      return 'Points';
    case 'FEE':
    case 'FEATURE':
      return reason.text;
    case 'ADJUSTMENT':
      return `Adjustment: ${reason.text}`;
  }
}

const units: Readonly<Record<Part['unit'], string>> = {
  minute: 'min',
  km: 'km',
  mile: 'mi',
  once: '',
  '24 hours': 'x 24 h',
};

const partText = ({ quantity, unit, rate, interval }: Part): string =>
  `${quantity} ${units[unit]} at ${rate}${interval <= 1 ? '' : ` per ${interval}`}`;
