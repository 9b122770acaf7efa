import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { RunningPlatform } from '../../local/tools/platform/start.ts';
import { registerCars } from '../../local/tools/registration/cars.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { childAnswer } from '../child-answer.ts';
import { say } from '../say.ts';
import type { CarsAnswer, CarsConfiguration, CarsOrder } from './cars-process.ts';

/** Cars that send telemetry, in a process of their own. */
export class Cars {
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.child = child;
  }

  static async connect(
    { client, cloud, connection }: RunningPlatform,
    count: number,
    samplesPerMessage: number,
  ): Promise<Cars> {
    if (connection === undefined) throw new Error('the platform takes no telemetry');
    say(`registering ${count} cars`);
    const wanted = Array.from({ length: count }, (_, i) => ({
      vin: makeVin('WRS', 'BENCH', i + 1),
      model: 'Bench',
    }));
    const registered = await registerCars(client, wanted, join(cloud.dataDirectory, 'cars'), (done) => {
      if (done % 100 === 0) say(`${done} of ${count} cars are registered`);
    });
    const cars = new Cars(fork(join(import.meta.dirname, 'cars-process.ts')));
    const { host, port, caPath, telemetryRule: rule } = connection;
    const configuration: CarsConfiguration = {
      host,
      port,
      caPath,
      rule,
      samplesPerMessage,
      cars: registered,
    };
    await cars.order({ type: 'connect', configuration });
    say(`${count} cars are connected`);
    return cars;
  }

  async drive(messagesPerSecond: number, seconds: number): Promise<Extract<CarsAnswer, { type: 'driven' }>> {
    const answer = await this.order({ type: 'drive', messagesPerSecond, seconds });
    if (answer.type !== 'driven') throw new Error(`the cars answered ${answer.type}`);
    return answer;
  }

  stop(): void {
    if (this.child.connected) this.child.send({ type: 'stop' } satisfies CarsOrder);
  }

  private async order(order: CarsOrder): Promise<CarsAnswer> {
    this.child.send(order);
    return await childAnswer<CarsAnswer>(this.child, 'the process of the cars');
  }
}
