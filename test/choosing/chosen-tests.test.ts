import { expect, it } from 'vitest';
import { testsReachedBy } from './chosen-tests.ts';
import { testFiles } from './reached-files.ts';

const RENTAL = 'test/journeys/rental.test.ts';
const MONEY = 'test/shared/kernel/money.test.ts';

it('a change chooses the tests that load it, or load what loads it', async () => {
  const chosen = await testsReachedBy(['shared/kernel/money.ts']);
  expect(chosen).toContain(MONEY);
  expect(chosen).not.toContain('test/local/tools/setup/java.test.ts');
});

it('a change of what is deployed chooses the journeys, which load nothing of it', async () => {
  const chosen = await testsReachedBy(['functions/riders/scheduler.handler.ts']);
  expect(chosen).toEqual(
    expect.arrayContaining([RENTAL, 'test/journeys/command-line.test.ts', 'test/infra/bundle.test.ts']),
  );
  expect(chosen).not.toContain(MONEY);
});

it('a change of a program chooses the tests that start it', async () => {
  expect(await testsReachedBy(['local/simulator/car/mishaps.ts'])).toContain(
    'test/local/simulator/process.test.ts',
  );
});

it('a change of data or of a page chooses the tests that read it', async () => {
  expect(await testsReachedBy(['local/simulator/data/car-sensors.csv'])).toEqual(
    expect.arrayContaining([
      'test/functions/telemetry/recording.test.ts',
      'test/local/simulator/replay/replay.test.ts',
    ]),
  );
  expect(await testsReachedBy(['docs/key-protocol/vectors.json'])).toContain(
    'test/local/simulator/key-protocol/vectors.test.ts',
  );
  const page = await testsReachedBy(['CONTRIBUTING.md']);
  expect(page).toContain('test/journeys/adding-a-room.test.ts');
  expect(page).not.toContain(RENTAL);
});

it('a change of a test chooses this test, and what looks at the whole tree', async () => {
  const chosen = await testsReachedBy([MONEY]);
  expect(chosen.filter((test) => !/^test\/(architecture|choosing|docs)\//.test(test))).toEqual([MONEY]);
  expect(chosen).toContain('test/architecture/dependencies.test.ts');
});

it('a change of how everything is built chooses all', async () => {
  expect(await testsReachedBy(['package-lock.json'])).toEqual(testFiles());
});

it('no change chooses nothing', async () => {
  expect(await testsReachedBy([])).toEqual([]);
});

it('a change of a web app chooses the tests that drive it', async () => {
  expect(await testsReachedBy(['apps/console/main.tsx'])).toContain('test/apps/console.test.ts');
});
