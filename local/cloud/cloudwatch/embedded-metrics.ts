import { isRecord, isTextList, type PlainRecord } from '../core/plain-value.ts';

/** One value of a metric, with the name that `Journal.metrics` gives it: `Namespace/Name{Dimension=value,…}`. */
export interface MetricValue {
  readonly name: string;
  readonly value: number;
}

function sum(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (!Array.isArray(value)) return undefined;
  return value.reduce<number>((total, item) => total + (typeof item === 'number' ? item : 0), 0);
}

function dimensionText(line: PlainRecord, dimensions: readonly string[]): string {
  if (dimensions.length === 0) return '';
  return `{${dimensions.map((dimension) => `${dimension}=${String(line[dimension])}`).join(',')}}`;
}

function valuesOf(line: PlainRecord, directive: unknown): MetricValue[] {
  if (!isRecord(directive) || typeof directive['Namespace'] !== 'string') return [];
  const namespace = directive['Namespace'];
  const sets = Array.isArray(directive['Dimensions']) ? directive['Dimensions'].filter(isTextList) : [];
  const metrics = Array.isArray(directive['Metrics']) ? directive['Metrics'].filter(isRecord) : [];
  return metrics.flatMap((metric) => {
    const name = metric['Name'];
    const value = typeof name === 'string' ? sum(line[name]) : undefined;
    if (typeof name !== 'string' || value === undefined) return [];
    return (sets.length > 0 ? sets : [[]]).map((dimensions) => ({
      name: `${namespace}/${name}${dimensionText(line, dimensions)}`,
      value,
    }));
  });
}

/** The metrics in a log line of CloudWatch's embedded metric format; none when it is another line. */
export function embeddedMetrics(text: string): MetricValue[] {
  if (!text.includes('"_aws"')) return [];
  try {
    const line: unknown = JSON.parse(text);
    if (!isRecord(line) || !isRecord(line['_aws'])) return [];
    const directives = line['_aws']['CloudWatchMetrics'];
    return Array.isArray(directives) ? directives.flatMap((directive) => valuesOf(line, directive)) : [];
  } catch {
    return [];
  }
}
