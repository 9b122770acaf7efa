import type { PropertyReader } from '../../core/property-reader.ts';
import type { Resource } from '../../core/provider.ts';
import { Network, placeOf } from '../../ec2/network.ts';
import { NetworkPaths } from '../../ec2/network-paths.ts';
import { SCRAM_PORT } from '../../msk/broker-interfaces.ts';
import { Clusters } from '../../msk/clusters.ts';

/** Puts a VPC destination's interfaces into its network, one in each subnet; they must reach the brokers. */
export function attachDestination(resource: Resource, vpc: PropertyReader, arn: string): void {
  const { cloud } = resource;
  cloud.part(Network).attach(arn, {
    place: placeOf(resource),
    subnetIds: vpc.texts('SubnetIds'),
    securityGroupIds: vpc.texts('SecurityGroups'),
  });
  const paths = cloud.part(NetworkPaths);
  paths.need(() => {
    const { cluster } = cloud.part(Clusters);
    if (cluster === undefined) return [];
    // Its rules come with a password.
    return [{ of: resource, who: 'IoT Core', from: arn, to: { owner: cluster.arn, port: SCRAM_PORT } }];
  });
}
