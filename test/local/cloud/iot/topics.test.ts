import { describe, expect, it } from 'vitest';
import { destinationOf, isTopicFilter, topicMatcher } from '../../../../local/cloud/iot/topics.ts';

describe('topics', () => {
  it.each([
    ['a/b', { kind: 'topic', topic: 'a/b' }],
    ['$aws/rules/r/a/b', { kind: 'basic-ingest', rule: 'r', topic: 'a/b' }],
    ['$aws/rules/r', { kind: 'basic-ingest', rule: 'r', topic: '' }],
    ['$aws/things/t/shadow', { kind: 'reserved' }],
    ['$SYS/x', { kind: 'reserved' }],
  ])('%s goes to %j', (topic, expected) => {
    expect(destinationOf(topic)).toEqual(expected);
  });

  it.each([
    ['a/+/c', true],
    ['#', true],
    ['a/#', true],
    ['a/#/b', false],
    ['a#', false],
    ['a/b+', false],
    ['', false],
  ])('%s is a filter: %s', (filter, expected) => {
    expect(isTopicFilter(filter)).toBe(expected);
  });

  it.each([
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/', true],
    ['a/+', 'a/b/c', false],
    ['+/b', 'a/b', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a/', true],
    ['a/#', 'a', false],
    ['#', 'a/b', true],
    ['#', '$aws/events/x', false],
    ['+/events/x', '$aws/events/x', false],
    ['$aws/events/#', '$aws/events/x', true],
  ])('%s matches %s: %s', (filter, topic, expected) => {
    expect(topicMatcher(filter)(topic)).toBe(expected);
  });
});
