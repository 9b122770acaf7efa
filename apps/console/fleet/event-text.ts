import type { Push } from '@roadstream/sdk';
import { language } from '../../design/language.ts';

/** The name of an event for people: `rentals.unlock-failed.v1` is "unlock failed". */
export function eventName({ event }: Pick<Push, 'event'>): string {
  const known = language === 'de' ? GERMAN[event] : undefined;
  return (
    known ??
    event
      .replace(/^[a-z]+\./, '')
      .replace(/\.v\d+$/, '')
      .replaceAll('-', ' ')
  );
}

/** What an event says beside its name. */
export function eventDetail({ data }: Push): string | undefined {
  const parts = [
    'action' in data ? data.action : undefined,
    'result' in data ? data.result : undefined,
    'reason' in data && typeof data.reason === 'string' ? data.reason : undefined,
  ];
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.length === 0 ? undefined : said.join(' · ');
}

/** Whether it went wrong. */
export function isFailure({ event, data }: Push): boolean {
  return (
    /-(failed|refused|denied|lost|moved|short)\./.test(event) ||
    ('result' in data && data.result !== 'EXECUTED')
  );
}

const GERMAN: Partial<Readonly<Record<Push['event'], string>>> = {
  'rentals.reserved.v1': 'reserviert',
  'rentals.unlock-requested.v1': 'Öffnen verlangt',
  'rentals.unlock-failed.v1': 'Öffnen gescheitert',
  'rentals.started.v1': 'Miete begonnen',
  'rentals.pause-requested.v1': 'Pause verlangt',
  'rentals.paused.v1': 'pausiert',
  'rentals.resume-requested.v1': 'Weiterfahrt verlangt',
  'rentals.resumed.v1': 'geht weiter',
  'rentals.end-requested.v1': 'Ende verlangt',
  'rentals.end-allowed.v1': 'Ende erlaubt',
  'rentals.end-refused.v1': 'Ende abgelehnt',
  'rentals.end-failed.v1': 'Ende gescheitert',
  'rentals.ended.v1': 'Miete beendet',
  'rentals.cancelled.v1': 'storniert',
  'rentals.reservation-expired.v1': 'Reservierung abgelaufen',
  'rentals.reservation-extended.v1': 'Reservierung verlängert',
  'rentals.taken-out-of-service.v1': 'außer Betrieb genommen',
  'rentals.back-in-service.v1': 'wieder in Betrieb',
  'rentals.car-placed.v1': 'abgestellt',
  'rentals.car-moved.v1': 'bewegt, ohne gefahren zu werden',
  'rentals.contact-lost.v1': 'Kontakt verloren',
  'rentals.contact-restored.v1': 'Kontakt wieder da',
  'rentals.charge-low.v1': 'wenig Ladung',
  'billing.authorization-short.v1': 'zu wenig reserviert',
  'vehicles.command-finished.v1': 'Befehl beantwortet',
  'vehicles.connected.v1': 'verbunden',
  'vehicles.drive-started.v1': 'losgefahren',
  'vehicles.parked.v1': 'geparkt',
  'billing.charged.v1': 'berechnet',
  'billing.credited.v1': 'gutgeschrieben',
  'billing.charge-not-rated.v1': 'nicht berechenbar',
};
