/** `arn:aws:lambda:<region>:<account>:function:<name>`, or just the name, and perhaps `:<version or alias>`. */
function partsOf(nameOrArn: string): readonly [name: string, qualifier: string | undefined] {
  const parts = nameOrArn.split(':');
  const [name = nameOrArn, qualifier] = nameOrArn.startsWith('arn:') ? parts.slice(6) : parts;
  return [name, qualifier];
}

export function functionNameOf(nameOrArn: string): string {
  return partsOf(nameOrArn)[0];
}

/** The version or alias in a name or ARN; undefined for the function itself, which `$LATEST` is too. */
export function qualifierOf(nameOrArn: string): string | undefined {
  const [, qualifier] = partsOf(nameOrArn);
  return qualifier === '$LATEST' ? undefined : qualifier;
}

/** Name and qualifier, if there is one: what has a resource policy of its own. */
export function qualifiedNameOf(nameOrArn: string): string {
  const qualifier = qualifierOf(nameOrArn);
  return qualifier === undefined ? functionNameOf(nameOrArn) : `${functionNameOf(nameOrArn)}:${qualifier}`;
}
