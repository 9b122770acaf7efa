import { expect, it } from 'vitest';
import { Script } from './a-script.ts';

/** Faults that nobody catches, one every 5 ms, and what is said of them. */
const faulty = (count: number, how: string): string => `
  import { setTimeout as sleep } from 'node:timers/promises';
  import { catchFaults } from './local/tools/platform/last-resort.ts';
  catchFaults({
    report: (text) => console.log(text),
    giveUp: (error) => { console.log('gave up: ' + error.message); process.exit(7); },
  });
  for (let n = 1; n <= ${count}; n++) {
    ${how}
    await sleep(5);
  }
  console.log('served to the end');
`;

it.each([
  [
    'an exception in a callback',
    "setImmediate(() => { throw new Error('a\\nb'); });",
    'nobody caught an exception',
  ],
  ['a rejection', "void Promise.reject(new Error('a\\nb'));", 'nobody handled a rejected promise'],
])('the process goes on after %s, and says it with its place', async (_, how, what) => {
  const script = new Script(faulty(2, how));

  expect(await script.end()).toBe(0);
  const lines = script.output.trim().split('\n');
  const said = lines.filter((line) => line.startsWith(what));
  expect(said).toHaveLength(2);
  for (const line of said) expect(line).toContain('Error: a\\u000ab');
  expect(lines.some((line) => /^ +at /.test(line))).toBe(true);
  expect(lines.at(-1)).toBe('served to the end');
});

it('the process ends in order when faults come again and again', async () => {
  const script = new Script(faulty(30, "setImmediate(() => { throw new Error('again'); });"));

  expect(await script.end()).toBe(7);
  expect(script.output).toContain('gave up: 10 faults within a minute; the last: Error: again');
});
