const PLACEHOLDER = /\$\{(!?)([^}]+)\}/g;

/** Fills `${Name}` and `${Name.Attribute}` as Fn::Sub does; `${!Name}` stays as `${Name}`. */
export function substitute(template: string, valueOf: (name: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_whole, literal: string, name: string) =>
    literal === '!' ? `\${${name}}` : valueOf(name.trim()),
  );
}

/** The names that a template of Fn::Sub asks for, each without its attribute. */
export function substitutedNames(template: string): string[] {
  return [...template.matchAll(PLACEHOLDER)]
    .filter(([, literal]) => literal !== '!')
    .map(([, , name = '']) => name.trim().split('.')[0] ?? '');
}
