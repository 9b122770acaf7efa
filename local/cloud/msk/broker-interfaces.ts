import type { PropertyReader } from '../core/property-reader.ts';
import type { Resource } from '../core/provider.ts';
import { Network, placeOf } from '../ec2/network.ts';

/** Where brokers listen for clients with a role, and for those with a password. */
export const IAM_PORT = 9098;
export const SCRAM_PORT = 9096;

/** Puts a cluster's brokers into its network, one in each subnet. Lambda's pollers come with the same interfaces. */
export function attachBrokers(resource: Resource, properties: PropertyReader, clusterArn: string): void {
  const nodes = properties.child('BrokerNodeGroupInfo');
  resource.cloud.part(Network).attach(clusterArn, {
    place: placeOf(resource),
    subnetIds: nodes.texts('ClientSubnets'),
    securityGroupIds: nodes.texts('SecurityGroups'),
  });
}
