const BASIC_INGEST = '$aws/rules/';

/** Where a publish goes: to subscribers and rules, to one rule by Basic Ingest, or nowhere. */
export type Destination =
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'basic-ingest'; readonly rule: string; readonly topic: string }
  | { readonly kind: 'reserved' };

/**
 * `$aws/rules/<rule>/<topic>` goes to that rule alone, which sees `<topic>`; other topics that begin with `$` belong
 * to AWS.
 */
export function destinationOf(topic: string): Destination {
  if (!topic.startsWith('$')) return { kind: 'topic', topic };
  if (!topic.startsWith(BASIC_INGEST)) return { kind: 'reserved' };
  const rest = topic.slice(BASIC_INGEST.length);
  const slash = rest.indexOf('/');
  if (slash < 0) return { kind: 'basic-ingest', rule: rest, topic: '' };
  return { kind: 'basic-ingest', rule: rest.slice(0, slash), topic: rest.slice(slash + 1) };
}

/** Only AWS's events can be subscribed to among the topics that begin with `$`; Basic Ingest never. */
export function mayBeSubscribed(filter: string): boolean {
  return !filter.startsWith('$') || filter.startsWith('$aws/events/');
}

/** Whether a filter is well formed: `+` is a whole level, `#` the whole last one. */
export function isTopicFilter(filter: string): boolean {
  if (filter === '') return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}

/**
 * Makes a test for the topics that a filter matches. As in AWS IoT, and unlike MQTT, `a/#` does not match `a`.
 * Filters that begin with a wildcard do not match topics that begin with `$`.
 */
export function topicMatcher(filter: string): (topic: string) => boolean {
  if (!/[+#]/.test(filter)) return (topic) => topic === filter;
  const levels = filter.split('/');
  const open = levels.at(-1) === '#';
  const fixed = open ? levels.slice(0, -1) : levels;
  return (topic) => {
    if (topic.startsWith('$') && !filter.startsWith('$')) return false;
    const parts = topic.split('/');
    if (open ? parts.length <= fixed.length : parts.length !== fixed.length) return false;
    return fixed.every((level, index) => level === '+' || level === parts[index]);
  };
}
