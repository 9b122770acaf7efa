import { isRecord } from '../../core/plain-value.ts';
import { substitutedNames } from './substitute.ts';

function subReferences(argument: unknown): string[] {
  const [template, locals] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(locals) ? Object.keys(locals) : [];
  const names = typeof template === 'string' ? substitutedNames(template) : [];
  return [...names.filter((name) => !own.includes(name)), ...references(locals)];
}

/** The logical ids (and parameters) that a value of a template refers to. */
export function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key === 'Ref' && typeof argument === 'string') return [argument];
    if (key === 'Fn::Sub') return subReferences(argument);
    if (key !== 'Fn::GetAtt') return references(argument);
    const [id] = typeof argument === 'string' ? argument.split('.') : [];
    return id === undefined ? [String((argument as unknown[])[0]), ...references(argument)] : [id];
  });
}
