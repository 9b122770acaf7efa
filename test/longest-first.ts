import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Seconds of those that take longest, by the list that `npm test` prints at its end. A file that starts last and takes
 * a minute keeps everybody waiting for it alone. What is not listed is short; a wrong number costs only time.
 */
const SECONDS: Readonly<Record<string, number>> = {
  'test/journeys/rental.test.ts': 400,
  'test/journeys/adding-a-room.test.ts': 200,
  'test/journeys/command-line.test.ts': 110,
  'test/journeys/failures.test.ts': 80,
  'test/journeys/recording.test.ts': 75,
  'test/journeys/readings.test.ts': 65,
  'test/journeys/permissions.test.ts': 60,
  'test/journeys/tutorial.test.ts': 45,
  'test/journeys/mutated-templates.test.ts': 35,
  'test/infra/checks.test.ts': 30,
  'test/local/cloud/lambda/failures.test.ts': 28,
  'test/local/cloud/lambda/event-sources/kafka-retries.test.ts': 27,
  'test/local/simulator/process.test.ts': 26,
  'test/journeys/working-on-functions.test.ts': 25,
  'test/local/simulator/fleet.test.ts': 22,
  'test/local/simulator/replay/replay.test.ts': 20,
  'test/local/cloud/iot/kafka.test.ts': 20,
  'test/journeys/missing-rule.test.ts': 18,
  'test/local/cloud/engines/kafka.test.ts': 17,
  'test/local/cloud/engines/start.test.ts': 15,
  'test/local/cloud/lambda/event-sources/sqs-source.test.ts': 15,
  'test/shared/runtime/operations/model.test.ts': 15,
};

/**
 * Runs the tests that take longest first; those that share processes last and together, because a process is given up
 * as soon as a test comes next that wants one of its own.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const secondsOf = ({ moduleId, project }: TestSpecification): number =>
      SECONDS[relative(project.vitest.config.root, moduleId).replaceAll('\\', '/')] ?? 0;
    const shares = ({ project }: TestSpecification): number => (project.config.isolate ? 0 : 1);
    const others = await super.sort(files);
    return others.toSorted((a, b) => shares(a) - shares(b) || secondsOf(b) - secondsOf(a));
  }
}
