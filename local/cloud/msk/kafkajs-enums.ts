import kafkajs from 'kafkajs';

/** Node does not see these among the names that kafkajs exports, which is CommonJS; its default export has them. */
export const {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ConfigResourceTypes,
  ResourcePatternTypes,
} = kafkajs;
