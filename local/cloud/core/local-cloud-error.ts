/** Something that stops the local cloud and that its user can put right. */
export class LocalCloudError extends Error {
  readonly code: LocalCloudErrorCode;
  constructor(code: LocalCloudErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalCloudError';
    this.code = code;
  }
}

export type LocalCloudErrorCode =
  /** The folder given is no cloud assembly, or one that another version of the CDK made. */
  | 'ASSEMBLY_UNREADABLE'
  /** A template says what CloudFormation itself would not take. */
  | 'TEMPLATE_INVALID'
  /** A resource could not be made; the cause says why. */
  | 'RESOURCE_FAILED'
  /** A policy has an element or condition that the local cloud does not evaluate. */
  | 'POLICY_UNSUPPORTED'
  /** The data directory cannot be read or written. */
  | 'DATA_DIRECTORY'
  /** The platform kept working while the clock waited for it. */
  | 'NOT_QUIET'
  /** Two parts of the local cloud claim the same thing. */
  | 'DUPLICATE';
