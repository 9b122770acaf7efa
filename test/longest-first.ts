import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Seconds of those that take longest, by the list that `npm test` prints at its end. A file that starts last and takes
 * a minute keeps everybody waiting for it alone. What is not listed is short; a wrong number costs only time.
 */
const SECONDS: Readonly<Record<string, number>> = {
  'test/journeys/rental.test.ts': 200,
  'test/journeys/command-line.test.ts': 180,
  'test/journeys/permissions.test.ts': 90,
  'test/journeys/adding-a-room.test.ts': 80,
  'test/apps/rider.test.ts': 60,
  'test/functions/rentals/http.test.ts': 60,
  'test/apps/console.test.ts': 60,
  'test/journeys/working-on-functions.test.ts': 50,
  'test/journeys/recording.test.ts': 50,
  'test/journeys/tutorial.test.ts': 47,
  'test/journeys/readings.test.ts': 44,
  'test/journeys/mutated-templates.test.ts': 41,
  'test/journeys/webhooks.test.ts': 40,
  'test/journeys/failures.test.ts': 30,
  'test/local/cloud/lambda/event-sources/kafka-retries.test.ts': 25,
  'test/shared/runtime/operations/model.test.ts': 20,
  'test/local/cloud/engines/start.test.ts': 19,
  'test/local/cloud/lambda/event-sources/kafka-source.test.ts': 18,
  'test/local/cloud/iot/kafka.test.ts': 18,
  'test/journeys/missing-rule.test.ts': 17,
  'test/local/cloud/lambda/event-sources/sqs-source.test.ts': 16,
  'test/functions/rentals/interleavings.test.ts': 12,
  'test/infra/checks.test.ts': 12,
  'test/local/simulator/fleet.test.ts': 12,
  'test/local/simulator/process.test.ts': 12,
  'test/local/cloud/foreign/photo-orders.test.ts': 11,
  'test/local/cloud/engines/kafka.test.ts': 11,
  'test/shared/runtime/dead-letters/reader.test.ts': 10,
  'test/local/cloud/engines/dynamodb.test.ts': 10,
  'test/local/simulator/replay/replay.test.ts': 10,
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
