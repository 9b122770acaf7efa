import type { PropertyReader } from '../../cloud/property-reader.ts';
import type { Resource } from '../../cloud/provider.ts';
import { Network, placeOf } from '../../resources/ec2/network.ts';
import { NetworkPaths } from '../../resources/ec2/network-paths.ts';
import { SCRAM_PORT } from '../../resources/msk/broker-interfaces.ts';
import { Clusters } from '../../resources/msk/clusters.ts';

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
