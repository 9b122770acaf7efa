import type { Push } from '@roadstream/sdk';
import { language } from '../../design/language.ts';

/** The name of an event for people: `rentals.unlock-failed.v1` is "unlock failed". */
export function eventName({ event }: { readonly event: string }): string {
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

/** Operators hear the most of these; a rental's story has some more. */
const GERMAN: Readonly<Record<string, string | undefined>> = {
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
  'billing.claim-opened.v1': 'Forderung eröffnet',
  'billing.payment-commanded.v1': 'Zahlung verlangt',
  'billing.capture-commanded.v1': 'Einzug verlangt',
  'billing.payment-heard.v1': 'Zahlung gehört',
  'billing.payment-received.v1': 'Zahlung erhalten',
  'billing.due-changed.v1': 'zu zahlen geändert',
  'billing.void-commanded.v1': 'Freigabe verlangt',
  'billing.document-issued.v1': 'Beleg ausgestellt',
  'billing.document-stored.v1': 'Beleg abgelegt',
  'payments.requested.v1': 'Zahlung angefordert',
  'payments.provider-asked.v1': 'Zahlungsdienst gefragt',
  'payments.authorized.v1': 'reserviert beim Zahlungsdienst',
  'payments.capture-requested.v1': 'Einzug angefordert',
  'payments.captured.v1': 'eingezogen',
  'payments.declined.v1': 'abgelehnt',
  'payments.voided.v1': 'freigegeben',
  'payments.refunded.v1': 'erstattet',
  'loyalty.points-moved.v1': 'Punkte bewegt',
  'loyalty.points-reserved.v1': 'Punkte vorgemerkt',
  'offers.voucher-reserved.v1': 'Gutschein vorgemerkt',
  'rentals.contact-checked.v1': 'Kontakt geprüft',
  'rentals.car-heard.v1': 'Auto gehört',
  'rentals.secured.v1': 'verriegelt',
  'rentals.secure-requested.v1': 'Verriegeln verlangt',
  'vehicles.command-issued.v1': 'Befehl gesendet',
};
