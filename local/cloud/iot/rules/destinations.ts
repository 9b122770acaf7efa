/** A VPC destination: how the rules engine reaches the brokers of a cluster. */
export interface Destination {
  readonly arn: string;
  readonly status: 'ENABLED' | 'DISABLED';
}

/** The destinations of one account. AWS IoT disables one that saw no traffic for 30 days; here a switch does. */
export class Destinations {
  private readonly byArn = new Map<string, Destination>();

  add(destination: Destination): void {
    this.byArn.set(destination.arn, destination);
  }

  get(arn: string): Destination | undefined {
    return this.byArn.get(arn);
  }

  list(): Destination[] {
    return [...this.byArn.values()];
  }

  setStatus(arn: string, status: Destination['status']): void {
    if (this.byArn.has(arn)) this.byArn.set(arn, { arn, status });
  }
}
