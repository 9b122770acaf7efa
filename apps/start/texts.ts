import { textsOf } from '../design/language.ts';

const en = {
  claim: 'The open platform for connected-car services.',
  beRider: 'Be a rider',
  rider: 'Find a car, open it with the phone, drive, and leave it for the next one.',
  riders: 'Here are ana and ben, who have not signed up yet, and anybody else that you name. No passwords.',
  beOperator: 'Be an operator',
  operator: 'See the fleet move, act on cars and rentals, look into charges and tariffs.',
  operators: 'Here are olga and otto. Be a rider in one window and an operator in another.',
  bePartner: 'Be a partner',
  partner:
    'Your system is told what happens, by signed webhooks, and reads the API with credentials of its own.',
  partners:
    'On this computer these commands add a partner, print a token made with its credentials, and have events sent to you:',
  partnersElsewhere: 'An operator adds you, and gives you your credentials.',
  commands: 'Commands for a partner',
  webhooks: 'How to receive webhooks and check that they are ours:',
  readApi: 'Read about the API',
} as const;

const de: Record<keyof typeof en, string> = {
  claim: 'Die offene Plattform für Dienste rund um vernetzte Autos.',
  beRider: 'Fahren',
  rider: 'Ein Auto finden, mit dem Telefon öffnen, fahren, und es dem Nächsten überlassen.',
  riders:
    'Hier sind ana und ben, die sich noch nicht registriert haben, und wen Sie sonst nennen. Ohne Passwort.',
  beOperator: 'Betreiben',
  operator: 'Die Flotte fahren sehen, auf Autos und Mieten einwirken, Abrechnungen und Tarife ansehen.',
  operators: 'Hier sind olga und otto. Fahren Sie in einem Fenster und betreiben Sie in einem anderen.',
  bePartner: 'Partner sein',
  partner:
    'Ihr System erfährt durch unterschriebene Webhooks, was geschieht, und liest die API mit eigenen Zugangsdaten.',
  partners:
    'Auf diesem Computer legen diese Befehle einen Partner an, zeigen ein Token zu seinen Zugangsdaten, und lassen Ihnen Ereignisse senden:',
  partnersElsewhere: 'Ein Betreiber legt Sie an und gibt Ihnen Ihre Zugangsdaten.',
  commands: 'Befehle für einen Partner',
  webhooks: 'Wie man Webhooks empfängt und prüft, dass sie von uns sind:',
  readApi: 'Über die API lesen',
};

export const texts = textsOf({ en, de });
