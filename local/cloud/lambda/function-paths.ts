import type { Cloud } from '../core/cloud.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Resource } from '../core/provider.ts';
import { Network, placeOf } from '../ec2/network.ts';
import { type NeededPath, NetworkPaths } from '../ec2/network-paths.ts';
import { IAM_PORT } from '../msk/broker-interfaces.ts';
import { Clusters } from '../msk/clusters.ts';
import type { KafkaMappingConfig } from './event-sources/kafka/kafka-mapping-config.ts';
import { toGiveUp, toRead } from './event-sources/kafka/poller-access.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { KAFKA_SOURCE, LambdaCalls } from './lambda-calls.ts';
import { endpointOf } from './service-endpoints.ts';

/** What pollers call through the cluster's network, unless they are provisioned. */
const POLLER_SERVICES = ['lambda', 'sts'];

/**
 * Puts a function into the network that it names. From there it must reach what its role lets it use: the brokers, if it
 * reads or writes topics beside those of its event sources, and the API of each service.
 */
export function needFunctionPaths(resource: Resource, definition: FunctionDefinition): void {
  const { cloud } = resource;
  const vpc = new PropertyReader(resource).child('VpcConfig');
  const subnetIds = vpc.texts('SubnetIds');
  const securityGroupIds = vpc.texts('SecurityGroupIds');
  const isInNetwork = subnetIds.length > 0;
  if (isInNetwork) {
    cloud.part(Network).attach(definition.arn, { place: placeOf(resource), subnetIds, securityGroupIds });
  }
  cloud.part(LambdaCalls).addDelivery(definition.name, definition.deadLetterQueue);
  cloud.part(NetworkPaths).need(() => {
    const path = { of: resource, who: 'it', from: definition.arn };
    const services = isInNetwork ? servicesOf(cloud, definition) : [];
    return [
      ...brokersOf(cloud, definition).map((owner) => ({ ...path, to: { owner, port: IAM_PORT } })),
      ...services.map((service) => ({ ...path, to: { service } })),
    ];
  });
}

/** Pollers come with the interfaces of the brokers. */
export function needPollerPaths(
  resource: Resource,
  { name }: FunctionDefinition,
  config: KafkaMappingConfig,
): void {
  const { cloud } = resource;
  const cluster = config.source.eventSourceArn;
  const calls = cloud.part(LambdaCalls);
  calls.add(name, KAFKA_SOURCE);
  calls.add(name, [...toRead(config), ...toGiveUp(config)]);
  calls.addDelivery(name, config.onFailure);
  const isProvisioned = new PropertyReader(resource).has('ProvisionedPollerConfig');
  cloud.part(NetworkPaths).need(() => {
    const path = { of: resource, who: 'its pollers', from: cluster };
    const services = isProvisioned ? [] : POLLER_SERVICES;
    const paths: NeededPath[] = [{ ...path, to: { owner: cluster, port: IAM_PORT } }];
    return [...paths, ...services.map((service) => ({ ...path, to: { service } }))];
  });
}

/** The cluster, if the function itself reads or writes a topic of it; its pollers come by a way of their own. */
function brokersOf(cloud: Cloud, { name, identity }: FunctionDefinition): string[] {
  const clusters = cloud.part(Clusters);
  const { cluster, topics } = clusters;
  if (cluster === undefined) return [];
  const itself = topics.some((topic) =>
    ['kafka-cluster:ReadData', 'kafka-cluster:WriteData'].some((action) => {
      const resource = clusters.arnOf('topic', topic);
      return (
        cloud.identities.check(identity, { action, resource }).allowed &&
        !cloud.part(LambdaCalls).has(name, action, resource)
      );
    }),
  );
  return itself ? [cluster.arn] : [];
}

/** The APIs that the role's statements name, but for what Lambda does with the role. */
function servicesOf(cloud: Cloud, { name, identity }: FunctionDefinition): string[] {
  const statements = cloud.identities.all().find((role) => role.identity === identity)?.statements ?? [];
  const calls = cloud.part(LambdaCalls);
  const services = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      actions.filter((action) => resources.some((resource) => !calls.has(name, action, resource))),
    )
    .flatMap((action) => endpointOf(action) ?? []);
  return [...new Set(services)].toSorted();
}
