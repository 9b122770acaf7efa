import { DEFAULT_PORTS } from '../../platform/ports.ts';
import { doctor as examine } from '../../setup/doctor.ts';
import { type CommonOptions, print } from '../target.ts';

export async function doctor(options: CommonOptions): Promise<void> {
  const checks = await examine({
    http: Number(options.httpPort ?? DEFAULT_PORTS.http),
    mqtt: Number(options.mqttPort ?? DEFAULT_PORTS.mqtt),
  });
  const width = Math.max(...checks.map(({ name }) => name.length));
  print(
    options,
    { ok: checks.every(({ ok }) => ok), checks },
    checks.flatMap(({ name, ok, found, advice }) => [
      `${ok ? '✓' : '✗'} ${name.padEnd(width)}  ${found}`,
      ...(ok ? [] : advice.split('\n').map((line) => `    ${line}`)),
    ]),
  );
  if (!checks.every(({ ok }) => ok)) process.exitCode = 1;
}
