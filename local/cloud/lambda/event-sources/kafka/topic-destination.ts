const PREFIX = 'kafka://';

/** The topic of an on-failure destination; undefined for one that is none, or something else. */
export function topicOfDestination(destination: string | undefined): string | undefined {
  return destination?.startsWith(PREFIX) === true ? destination.slice(PREFIX.length) : undefined;
}
