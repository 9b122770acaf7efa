/** Physical names that other stacks, or programs outside the stacks, rely on. */

export const KAFKA_CLUSTER = 'roadstream';
export const THING_TYPE = 'roadstream-car';
export const CAR_POLICY = 'roadstream-car';

/** Also names its log group (`/aws/lambda/…`), its role and its bundle. */
export function functionName(room: string, name: string): string {
  return `${room}-${name}`;
}
