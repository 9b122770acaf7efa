import { expect, it } from 'vitest';
import { phasesOf } from '../../../bench/start/phases.ts';

const lines = [
  { at: 1200, text: '  0.0 s  starting Kafka, DynamoDB Local and ElasticMQ' },
  { at: 1210, text: '  0.0 s  building functions and templates (npm run synth)' },
  { at: 4200, text: '  3.0 s  making the resources of the templates' },
  { at: 5700, text: '  4.5 s  registering 10 simulated cars' },
  { at: 9700, text: '  8.5 s  ready' },
];

it('each phase lasts from what is said at its beginning to the next', () => {
  expect(phasesOf(1000, lines)).toEqual([
    { name: 'program', milliseconds: 200 },
    { name: 'engines', milliseconds: 3000 },
    { name: 'resources', milliseconds: 1500 },
    { name: 'cars', milliseconds: 4000 },
  ]);
});

it('without cars there is no phase of theirs', () => {
  const without = lines.filter(({ text }) => !text.includes('cars'));
  expect(phasesOf(1000, without).map(({ name }) => name)).toEqual(['program', 'engines', 'resources']);
});

it('a start that says it in other words is not measured wrongly', () => {
  expect(() => phasesOf(1000, lines.slice(0, 2))).toThrow('does not say its phases');
});
