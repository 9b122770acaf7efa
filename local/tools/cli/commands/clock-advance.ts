import { durationMilliseconds } from '../duration.ts';
import { type CommonOptions, print, target } from '../target.ts';

export async function clockAdvance(duration: string, options: CommonOptions): Promise<void> {
  const milliseconds = durationMilliseconds(duration);
  const { body } = await target(options).platform.local<{ now: string }>('POST', '/_local/clock/advance', {
    milliseconds,
  });
  print(options, body, [`It is ${body.now} on the platform; everything due has happened.`]);
}
