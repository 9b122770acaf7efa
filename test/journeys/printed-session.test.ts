import { describe, expect, it } from 'vitest';
import { printedCommands, shapeOf } from './printed-session.ts';

const page = `
Words.

\`\`\`console
$ A=1
$ echo $A
1

2
\`\`\`

\`\`\`sh
npm start
\`\`\`

\`\`\`console
$ true
\`\`\`
`;

describe('the commands of a page', () => {
  it('are those of its console blocks, each with its output', () => {
    expect(printedCommands(page)).toEqual([
      { command: 'A=1', output: '' },
      { command: 'echo $A', output: '1\n\n2' },
      { command: 'true', output: '' },
    ]);
  });

  it('come before any output', () => {
    expect(() => printedCommands('```console\n1\n$ true\n```\n')).toThrow('begins with its output');
  });
});

describe('the shape of an output', () => {
  it.each([
    ['rnt_g8a69fhb798t9bd3g094jbdraf', 'rnt_fecf4xtt4kezjvh2933gztymv0'],
    ['at 2026-11-30T04:14:45.723Z', 'at 2025-01-01T00:00:00Z'],
    ['04:28:00.909 WARN', '14:00:00.000 WARN'],
    ['distance 2.408 km', 'distance -12.5 km'],
    ['{ longitude: 1.56, headingDegrees: 100.6 }', '{ longitude: 1.5602, headingDegrees: 7 }'],
    ['/tmp/roadstream-o9h5Mz/ca.pem', '/var/folders/x/roadstream-AAAAAA/ca.pem'],
  ])('of %s is that of %s', (one, other) => {
    expect(shapeOf(one)).toBe(shapeOf(other));
  });

  it.each([
    ['rnt_g8a69fhb798t9bd3g094jbdraf', 'phk_g8a69fhb798t9bd3g094jbdraf'],
    ['RESERVED', 'IN_USE'],
    ['200', '201'],
    ['2.408', '2408'],
    ['{ accuracyMetres: 5 }', '{ accuracyMetres: 6 }'],
    ['127.0.0.1', '127.0.0.2'],
    ['firmware 1.0.0', 'firmware 1.0.1'],
    ['/tmp/roadstream-o9h5Mz/ca.pem', '/tmp/roadstream-o9h5Mz/ca.key'],
  ])('of %s is not that of %s', (one, other) => {
    expect(shapeOf(one)).not.toBe(shapeOf(other));
  });
});
