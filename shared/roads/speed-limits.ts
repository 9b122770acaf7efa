const KILOMETRES_PER_MILE = 1.609344;

/**
 * The classes of OpenStreetMap's `highway` that cars drive on, each with the speed in km/h for streets without a limit,
 * which is the usual one in southern Europe. Other classes (footway, track, construction, …) are not streets here.
 */
const usualSpeeds: Readonly<Record<string, number>> = {
  motorway: 110,
  motorway_link: 60,
  trunk: 90,
  trunk_link: 60,
  primary: 60,
  primary_link: 40,
  secondary: 50,
  secondary_link: 40,
  tertiary: 50,
  tertiary_link: 40,
  unclassified: 40,
  residential: 30,
  living_street: 20,
  service: 20,
};

/** The usual speed in km/h on a class of highway, or undefined when cars do not drive there. */
export function usualSpeedKmh(highway: unknown): number | undefined {
  return typeof highway === 'string' && Object.hasOwn(usualSpeeds, highway)
    ? usualSpeeds[highway]
    : undefined;
}

/** km/h of a `maxspeed`: a number, or text such as `50` or `30 mph`. Undefined for others (`none`, `ES:urban`). */
export function parseSpeedLimit(maxspeed: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?: ?(mph|km\/h|kmh))?$/.exec(String(maxspeed));
  if (match === null) return undefined;
  const value = Number(match[1]) * (match[2] === 'mph' ? KILOMETRES_PER_MILE : 1);
  return value > 0 ? value : undefined;
}
