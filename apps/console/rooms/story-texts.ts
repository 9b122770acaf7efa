/** The texts of a rental's story. */

export const storiesInEnglish = {
  story: 'What happened, in all rooms',
  noStory: 'Nothing is known of this rental. Stories are kept for 90 days.',
  after: 'After',
  room: 'Room',
  what: 'What',
  oneRequest: 'Request',
  'oneRequest.about': 'Steps with the same letter came from one request',
  byTheCar: 'in the car at {time}',
  'latency.unlock': 'From the request to the open car',
  'latency.pause': 'From the request to the pause',
  'latency.resume': 'From the request to going on',
  'latency.end': 'From the request to the end',
  'latency.charge': 'From the end to the charge',
  'latency.capture': 'From the charge to the money',
  'latency.points': 'From the charge to the points',
} as const;

export const storiesInGerman: Readonly<Record<keyof typeof storiesInEnglish, string>> = {
  story: 'Was geschah, in allen Räumen',
  noStory: 'Von dieser Miete ist nichts bekannt. Geschichten werden 90 Tage aufbewahrt.',
  after: 'Danach',
  room: 'Raum',
  what: 'Was',
  oneRequest: 'Anfrage',
  'oneRequest.about': 'Schritte mit demselben Buchstaben kamen aus einer Anfrage',
  byTheCar: 'im Auto um {time}',
  'latency.unlock': 'Von der Anfrage zum offenen Auto',
  'latency.pause': 'Von der Anfrage zur Pause',
  'latency.resume': 'Von der Anfrage zur Weiterfahrt',
  'latency.end': 'Von der Anfrage zum Ende',
  'latency.charge': 'Vom Ende zum Betrag',
  'latency.capture': 'Vom Betrag zum Geld',
  'latency.points': 'Vom Betrag zu den Punkten',
};
