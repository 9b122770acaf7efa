/**
 * The ARN of something in a cluster, named as IAM's policies name it:
 * `arn:aws:kafka:…:topic/<cluster>/<uuid>/<topic>` beside `arn:aws:kafka:…:cluster/<cluster>/<uuid>`.
 */
export function besideCluster(
  clusterArn: string,
  kind: 'topic' | 'group' | 'transactional-id',
  name: string,
): string {
  return `${clusterArn.replace(':cluster/', `:${kind}/`)}/${name}`;
}
