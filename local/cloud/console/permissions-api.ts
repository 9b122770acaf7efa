import type { Cloud } from '../core/cloud.ts';
import { LocalApi } from '../core/local-api.ts';
import { Clusters } from '../msk/clusters.ts';

/** How often each permission was used so far, and whether others would have been enough: of all policies, or of one. */
export function servePermissions(cloud: Cloud): void {
  cloud.part(LocalApi).register('GET', '/_local/permissions', async ({ query }) => {
    await cloud.existing(Clusters)?.allowedOperations.heard();
    const policy = query.get('policy');
    const { usedPermissions } = cloud;
    return { permissions: policy === null ? usedPermissions.all() : usedPermissions.of(policy) };
  });
}
