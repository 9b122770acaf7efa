/** `arn:aws:lambda:<region>:<account>:function:<name>`, or just the name, and perhaps `:<version or alias>`. */
function partsOf(nameOrArn: string): readonly [name: string, qualifier: string | undefined] {
  const parts = nameOrArn.split(':');
  const [name = nameOrArn, qualifier] = nameOrArn.startsWith('arn:') ? parts.slice(6) : parts;
  return [name, qualifier];
}

export function functionNameOf(nameOrArn: string): string {
  return partsOf(nameOrArn)[0];
}

/** The version or alias in a name or ARN, if there is one. */
export function qualifierOf(nameOrArn: string): string | undefined {
  return partsOf(nameOrArn)[1];
}
