import { parseArgs } from 'node:util';
import { startBrowser, visitor } from '../test/apps/browser.ts';
import { LONG_TASK_MS, type MainThreadWork, mainThreadDuring } from '../test/apps/main-thread.ts';
import { ScriptedFleet } from '../test/apps/scripted-fleet.ts';
import { say } from './say.ts';

/** What the console's map costs the browser's main thread while all cars drive, with few cars and with many. */

const SIZES = [500, 5000];
/** More cars cost so much more at most. */
const MOST_RATIO = 2;
const SECONDS = 20;
/** The map has its first tiles, and scripts are compiled. */
const WARM_UP_SECONDS = 15;

interface Measured extends MainThreadWork {
  readonly cars: number;
  readonly updates: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string' } } });
  const seconds = Number(values.seconds ?? SECONDS);
  const browser = await startBrowser();
  const all: Measured[] = [];
  try {
    for (const cars of SIZES) {
      say(`${cars} cars for ${WARM_UP_SECONDS + seconds} s …`);
      const fleet = await ScriptedFleet.start(cars);
      const { page, context } = await visitor(browser);
      await page.goto(`${fleet.url}/console/`);
      await page.getByText(`${cars.toLocaleString('en-GB')} cars`, { exact: true }).waitFor();
      await page.locator('.map canvas').waitFor();
      await fleet.drives(WARM_UP_SECONDS);
      const before = fleet.sent;
      const work = await mainThreadDuring(browser, page, () => fleet.drives(seconds));
      all.push({ cars, updates: fleet.sent - before, ...work });
      await context.close();
      fleet.stop();
    }
  } finally {
    await browser.close();
  }
  const each = all.map(({ cpuMs, updates }) => cpuMs / updates);
  const ratio = (each.at(-1) ?? 0) / (each[0] ?? 1);
  process.stdout.write(
    [
      'an update is a second in which a tenth of the cars report, drawn on the map and in the list',
      ...all.map(
        ({ cars, longestMs }, n) =>
          `  ${String(cars).padStart(5)} cars  ${each[n]?.toFixed(1)} ms of the main thread an update, longest task ${longestMs.toFixed(1)} ms  (no task over ${LONG_TASK_MS} ms)`,
      ),
      `  many cars cost ${ratio.toFixed(2)} times what few cost  (at most ${MOST_RATIO})`,
      '',
    ].join('\n'),
  );
}
