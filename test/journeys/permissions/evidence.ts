import type { Cloud } from '../../../local/cloud/core/cloud.ts';
import { policyOfRole } from '../../../local/cloud/iam/role-identities.ts';
import { Clusters } from '../../../local/cloud/msk/clusters.ts';
import type { Grant } from './grants.ts';

/** What the local cloud has counted of the roles' permissions since it began. */
export class Evidence {
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  /** All that was granted and denied so far is counted, and told in the journal. */
  async settle(): Promise<void> {
    await this.cloud.part(Clusters).allowedOperations.heard();
  }

  /** Permissions of the role that were all that granted some request: without them it would have been denied. */
  async neededBy(role: string): Promise<Grant[]> {
    return await this.grants(role, (alone) => alone > 0);
  }

  /** The others. */
  async unneededOf(role: string): Promise<Grant[]> {
    return await this.grants(role, (alone) => alone === 0);
  }

  private async grants(role: string, wanted: (alone: number) => boolean): Promise<Grant[]> {
    await this.settle();
    return this.cloud.usedPermissions
      .of(policyOfRole(role))
      .filter(({ alone }) => wanted(alone))
      .map(({ statement, action, resource }) => ({ role, statement, action, resource }));
  }
}
