import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { meantBy } from '../../../../local/tools/cli/target.ts';
import { toolCommand } from '../../../../local/tools/platform/tool-command.ts';

const first = {
  pid: 1,
  httpPort: 8080,
  mqttPort: 8883,
  awsEndpoint: '',
  dataDirectory: resolve('data'),
  startedAt: '2026-01-31T09:30:00.000Z',
};
const second = { ...first, httpPort: 18_080, mqttPort: 18_883, dataDirectory: '/tmp/roadstream-x' };

describe('the platform that a command means', () => {
  it('is the only one', () => {
    expect(meantBy({}, [first])).toBe(first);
  });

  it.each([
    ['HTTP', { httpPort: '18080' }, second],
    ['MQTT', { mqttPort: '8883' }, first],
    ['folder, from where the command is', { dataDir: './data' }, first],
  ] as const)('is the one named by its %s', (_, options, named) => {
    expect(meantBy(options, [second, first])).toBe(named);
  });

  it('is not guessed: of several, each is listed with how to name it', () => {
    expect(() => meantBy({}, [second, first])).toThrow(
      expect.objectContaining({
        code: 'SEVERAL_RUNNING',
        message: expect.stringMatching(
          /^2 platforms.*\n {2}--http-port 18080 .*roadstream-x.*\n {2}--http-port 8080 /,
        ),
      }),
    );
  });

  it('is told to be missing, with those that there are', () => {
    expect(() => meantBy({ httpPort: '1' }, [first])).toThrow(
      expect.objectContaining({ code: 'NOT_RUNNING', message: expect.stringContaining('--http-port 8080') }),
    );
    expect(() => meantBy({}, [])).toThrow(expect.objectContaining({ code: 'NOT_RUNNING' }));
  });
});

describe('a command to type', () => {
  it('names the port where it is not the usual one', () => {
    expect(toolCommand('logs', 8080)).toBe('npm run cli -- logs');
    expect(toolCommand('logs', 18_080)).toBe('npm run cli -- logs --http-port 18080');
  });
});
