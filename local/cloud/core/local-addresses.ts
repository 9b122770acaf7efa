/**
 * Where the hosts that templates name are on this computer: what a name server is on AWS. A function that is told the URL
 * of an API by its environment is told the one of here.
 */
export class LocalAddresses {
  private readonly addresses = new Map<string, () => string>();

  /** `from` is a scheme and a host with all that belongs to them, such as `https://abc.execute-api.….com/`. */
  add(from: string, to: () => string): void {
    this.addresses.set(from, to);
  }

  /** The text with each such beginning in the place of the other. */
  localized(text: string): string {
    let result = text;
    for (const [from, to] of this.addresses) {
      if (result.includes(from)) result = result.replaceAll(from, to());
    }
    return result;
  }
}
