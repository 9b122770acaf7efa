import type { Language, MailTemplate } from '../../shared/contracts/mail/mail.ts';

/** The texts of mails. `{blank}` is filled with a value; for riders `{name}` with the name, `{app}` with the address of the app. */

interface MailText {
  readonly subject: string;
  readonly text: string;
}

const templates: Readonly<Record<MailTemplate, Readonly<Record<Language, MailText>>>> = {
  receipt: {
    en: {
      subject: 'Your invoice {number}',
      text: `Hello {name},

your rental {rentalId} costs {amount}. The invoice {number} and each line of the price are here:
{app}#/trips/{rentalId}

Your Roadstream team
`,
    },
    de: {
      subject: 'Ihre Rechnung {number}',
      text: `Guten Tag {name},

Ihre Miete {rentalId} kostet {amount}. Die Rechnung {number} und jede Zeile des Preises finden Sie hier:
{app}#/trips/{rentalId}

Ihr Roadstream-Team
`,
    },
  },
  'credit-note': {
    en: {
      subject: 'Your credit note {number}',
      text: `Hello {name},

the price of your rental {rentalId} has changed. The credit note {number} gives back {amount}; if something else is due in its
place, you get another invoice. Everything is here:
{app}#/trips/{rentalId}

Your Roadstream team
`,
    },
    de: {
      subject: 'Ihre Gutschrift {number}',
      text: `Guten Tag {name},

der Preis Ihrer Miete {rentalId} hat sich geändert. Die Gutschrift {number} gibt Ihnen {amount} zurück; ist stattdessen etwas
anderes zu zahlen, so erhalten Sie eine weitere Rechnung. Alles finden Sie hier:
{app}#/trips/{rentalId}

Ihr Roadstream-Team
`,
    },
  },
  fee: {
    en: {
      subject: 'A fee for your rental {rentalId}',
      text: `Hello {name},

beside its price, your rental {rentalId} has a fee of {amount}: {fee}

If you think that this is wrong, tell us until {until}:
{app}#/trips/{rentalId}

Your Roadstream team
`,
    },
    de: {
      subject: 'Eine Gebühr zu Ihrer Miete {rentalId}',
      text: `Guten Tag {name},

neben dem Preis hat Ihre Miete {rentalId} eine Gebühr von {amount}: {fee}

Wenn das falsch ist, widersprechen Sie bitte bis zum {until}:
{app}#/trips/{rentalId}

Ihr Roadstream-Team
`,
    },
  },
  'payment-authentication': {
    en: {
      subject: 'Please confirm a payment of {amount}',
      text: `Hello {name},

your bank wants you to confirm a payment of {amount}. The app has the link, under your payments:
{app}

Your Roadstream team
`,
    },
    de: {
      subject: 'Bitte bestätigen Sie eine Zahlung von {amount}',
      text: `Guten Tag {name},

Ihre Bank bittet Sie, eine Zahlung von {amount} zu bestätigen. Den Link finden Sie in der App, bei Ihren Zahlungen:
{app}

Ihr Roadstream-Team
`,
    },
  },
  'payment-retry': {
    en: {
      subject: 'A payment of {amount} was declined',
      text: `Hello {name},

your bank has declined a payment of {amount}. We try it again on {next}. You can also choose another payment method, or pay now:
{app}

Your Roadstream team
`,
    },
    de: {
      subject: 'Eine Zahlung von {amount} wurde abgelehnt',
      text: `Guten Tag {name},

Ihre Bank hat eine Zahlung von {amount} abgelehnt. Wir versuchen es am {next} noch einmal. Sie können auch ein anderes
Zahlungsmittel wählen oder gleich zahlen:
{app}

Ihr Roadstream-Team
`,
    },
  },
  'payment-short': {
    en: {
      subject: 'We could not reserve another {amount} for your rental',
      text: `Hello {name},

your rental costs almost as much by now as we have reserved for it, and your bank has declined to reserve another {amount}. You
can drive on. The rest is charged when your rental is over; please see that it can be paid, or choose another payment method:
{app}

Your Roadstream team
`,
    },
    de: {
      subject: 'Wir konnten weitere {amount} für Ihre Miete nicht reservieren',
      text: `Guten Tag {name},

Ihre Miete kostet inzwischen fast so viel, wie dafür reserviert ist, und Ihre Bank hat es abgelehnt, weitere {amount} zu reservieren.
Sie können weiterfahren. Der Rest wird am Ende der Miete abgebucht; sorgen Sie bitte dafür, dass er bezahlt werden kann, oder
wählen Sie ein anderes Zahlungsmittel:
{app}

Ihr Roadstream-Team
`,
    },
  },
  'payment-overdue': {
    en: {
      subject: 'Please pay {amount}',
      text: `Hello {name},

your bank has declined a payment of {amount}, and we do not try it again. You cannot rent a car until it is paid:
{app}

Your Roadstream team
`,
    },
    de: {
      subject: 'Bitte zahlen Sie {amount}',
      text: `Guten Tag {name},

Ihre Bank hat eine Zahlung von {amount} abgelehnt, und wir versuchen es nicht noch einmal. Bis sie bezahlt ist, können Sie kein
Auto mieten:
{app}

Ihr Roadstream-Team
`,
    },
  },
  'webhook-failing': {
    en: {
      subject: 'Your webhook endpoint {endpointId} fails',
      text: `Hello,

every attempt to send events to {url} has failed since {since} UTC. The last one failed with {error}.

Attempts go on. If all of them fail for five days, we disable the endpoint. Nothing is lost: events are kept for 14 days, and the
deliveries of the endpoint say what your system has answered.

Your Roadstream team
`,
    },
    de: {
      subject: 'Ihr Webhook-Endpunkt {endpointId} ist nicht erreichbar',
      text: `Guten Tag,

seit {since} UTC ist jeder Versuch gescheitert, Ereignisse an {url} zu senden, der letzte mit {error}.

Wir versuchen es weiter. Scheitern fünf Tage lang alle Versuche, so schalten wir den Endpunkt ab. Nichts geht verloren:
Ereignisse bleiben 14 Tage erhalten, und die Zustellungen des Endpunkts zeigen, was Ihr System geantwortet hat.

Ihr Roadstream-Team
`,
    },
  },
  'webhook-last-day': {
    en: {
      subject: 'We disable your webhook endpoint {endpointId} in a day',
      text: `Hello,

every attempt to send events to {url} has failed since {since} UTC. The last one failed with {error}. If nothing gets through in
the next 24 hours, we disable the endpoint. Events that happen then are still kept for 14 days, and can be replayed.

Your Roadstream team
`,
    },
    de: {
      subject: 'Wir schalten Ihren Webhook-Endpunkt {endpointId} in einem Tag ab',
      text: `Guten Tag,

seit {since} UTC ist jeder Versuch gescheitert, Ereignisse an {url} zu senden, der letzte mit {error}. Gelingt in den nächsten 24
Stunden keiner, so schalten wir den Endpunkt ab. Auch dann bleiben Ereignisse 14 Tage erhalten und können erneut gesendet werden.

Ihr Roadstream-Team
`,
    },
  },
  'webhook-disabled': {
    en: {
      subject: 'Your webhook endpoint {endpointId} is disabled',
      text: `Hello,

every attempt to send events to {url} has failed for five days. Nothing is sent to it any more.

Events are kept for 14 days. When your system works again, enable the endpoint (POST /v1/webhook-endpoints/{endpointId}/enable) and
replay what was not delivered (POST /v1/webhook-endpoints/{endpointId}/deliveries/replay).

Your Roadstream team
`,
    },
    de: {
      subject: 'Ihr Webhook-Endpunkt {endpointId} ist abgeschaltet',
      text: `Guten Tag,

fünf Tage lang ist jeder Versuch gescheitert, Ereignisse an {url} zu senden. Es wird nichts mehr dorthin gesendet.

Ereignisse bleiben 14 Tage erhalten. Sobald Ihr System wieder arbeitet, schalten Sie den Endpunkt ein
(POST /v1/webhook-endpoints/{endpointId}/enable) und senden Sie erneut, was nicht zugestellt wurde
(POST /v1/webhook-endpoints/{endpointId}/deliveries/replay).

Ihr Roadstream-Team
`,
    },
  },
  'webhook-gone': {
    en: {
      subject: 'Your webhook endpoint {endpointId} is gone',
      text: `Hello,

your system at {url} has answered 410 Gone. So nothing is sent to it any more, as Standard Webhooks says.

If that was an error, enable the endpoint (POST /v1/webhook-endpoints/{endpointId}/enable) and replay what was not delivered
(POST /v1/webhook-endpoints/{endpointId}/deliveries/replay) within 14 days. If not, remove it.

Your Roadstream team
`,
    },
    de: {
      subject: 'Ihren Webhook-Endpunkt {endpointId} gibt es nicht mehr',
      text: `Guten Tag,

Ihr System hat unter {url} mit 410 Gone geantwortet. Es wird deshalb nichts mehr dorthin gesendet, wie es Standard Webhooks
vorsieht.

War das ein Fehler, so schalten Sie den Endpunkt wieder ein (POST /v1/webhook-endpoints/{endpointId}/enable) und senden Sie binnen 14
Tagen erneut, was nicht zugestellt wurde (POST /v1/webhook-endpoints/{endpointId}/deliveries/replay). Sonst entfernen Sie ihn.

Ihr Roadstream-Team
`,
    },
  },
};

/** Throws when a blank has no value: such a mail must not leave. */
export function mailText(
  template: MailTemplate,
  language: Language,
  values: Readonly<Record<string, string>>,
): MailText {
  const { subject, text } = templates[template][language];
  return { subject: filledIn(subject, values), text: filledIn(text, values) };
}

function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, blank: string) => {
    const value = values[blank];
    if (value === undefined) throw new Error(`A mail has no value for its blank ${blank}`);
    return value;
  });
}
