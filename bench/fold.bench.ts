import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentOf } from '../local/cloud/lambda/environment.ts';
import { Functions } from '../local/cloud/lambda/functions.ts';
import { type RunningPlatform, startPlatform } from '../local/tools/platform/start.ts';
import { carsTelemetry } from '../shared/contracts/car/car.ts';
import { childAnswer } from './child-answer.ts';
import type { HandlerCost } from './ingest/handler.ts';
import { say } from './say.ts';

/** What a reading costs the telemetry handler beyond reading it at all. */
const AIM = 1.5;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { samples: { type: 'string', default: '5' } } });
  const platform = await startPlatform({
    cars: 0,
    seed: 1,
    onProgress: say,
  });
  try {
    await reportFold(platform, Number(values.samples));
  } finally {
    await platform.stop();
  }
}

/** Runs the deployed bundle with its role, against the platform's tables and queues, and prints what it costs. */
export async function reportFold({ cloud }: RunningPlatform, samplesPerMessage: number): Promise<void> {
  const functions = cloud.part(Functions);
  const name = functions.list().find((one) => one.name.endsWith('telemetry-fold'))?.name;
  if (name === undefined) throw new Error('the platform has no function telemetry-fold');
  const definition = functions.definition(name);
  const [file = ''] = definition.handler.split('.');
  const child = fork(
    join(import.meta.dirname, 'ingest', 'handler.ts'),
    [join(definition.folder, `${file}.mjs`), carsTelemetry.name, String(samplesPerMessage)],
    {
      env: {
        ...environmentOf(cloud, definition, 'bench'),
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: join(cloud.dataDirectory, 'ca.pem'),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const cost = await childAnswer<HandlerCost>(child, 'the handler’s process');
  const ratio = cost.handler / cost.decoding;
  process.stdout.write(
    [
      `the fold’s handler, CPU a reading, ${samplesPerMessage} of a car in a batch`,
      `  base64 and JSON.parse alone  ${cost.decoding.toFixed(1)} µs`,
      `  the handler                  ${cost.handler.toFixed(1)} µs, ${ratio.toFixed(2)} times that  (aim ${AIM})`,
      '',
    ].join('\n'),
  );
}
