/** What the cars of the ingest bench send: samples of the size and shape that the simulated cars send, made quickly. */

/** Samples a second of one car change a little each time, so that no two are alike and the last one is known by its content. */
export function sampleText(car: number, count: number, time: string): string {
  const along = (count % 5000) / 1_000_000;
  const latitude = (42.5 + car / 100_000 + along).toFixed(6);
  const longitude = (1.5 + car / 100_000 - along).toFixed(6);
  const speed = 20 + ((car + count) % 1000) / 10;
  return (
    `{"time":"${time}","position":{"latitude":${latitude},"longitude":${longitude},"accuracyMetres":4,` +
    `"headingDegrees":${(count * 7) % 360}},"speedKmh":${speed},"odometerKm":${(18_000 + car + count / 1000).toFixed(3)},` +
    `"chargePercent":${(90 - (count % 5000) / 100).toFixed(2)},"batteryVoltageV":391.${count % 10},"currentDrawA":${20 + (count % 50)},` +
    `"engineOn":true,"locked":false,"engineVibration":${(speed * 27.5).toFixed(1)},"throttlePercent":${(speed / 1.5).toFixed(1)},` +
    `"tirePressureFrontLeftKpa":230,"tirePressureFrontRightKpa":231,"tirePressureRearLeftKpa":229,"tirePressureRearRightKpa":230,` +
    `"firmware":"1.0.0"}`
  );
}

/** One message: a sample by itself, or several, oldest first. */
export function messageText(samples: readonly string[]): string {
  const [only] = samples;
  return samples.length === 1 && only !== undefined ? only : `{"samples":[${samples.join(',')}]}`;
}

const TIME = Buffer.from('"time":"');
const INSTANT_LENGTH = '2026-01-31T09:30:00.000Z'.length;

/** When the last sample of a message was taken: milliseconds since 1970. */
export function lastSampleTime(message: Buffer): number {
  const start = message.lastIndexOf(TIME) + TIME.length;
  return Date.parse(message.toString('latin1', start, start + INSTANT_LENGTH));
}

export function samplesIn(message: Buffer): number {
  let count = 0;
  for (let at = message.indexOf(TIME); at >= 0; at = message.indexOf(TIME, at + 1)) count += 1;
  return count;
}
