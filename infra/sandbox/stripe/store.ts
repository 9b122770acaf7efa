/** What the stand-in remembers between requests. */

export type Body = Readonly<Record<string, unknown>>;

export interface Kept {
  readonly body: Body;
  /** 1 when it is new. */
  readonly revision: number;
}

export interface Write {
  readonly id: string;
  readonly body: Body;
  /** The revision that was read: 0 when there was nothing. */
  readonly after: number;
  /** The lists in which it is found, by the time it was created (seconds). */
  readonly lists: readonly string[];
  readonly created: number;
}

export interface Store {
  read(id: string): Promise<Kept | undefined>;
  /** The ids of a list, newest first. */
  list(name: string): Promise<readonly string[]>;
  /** All of it or nothing. False when something was changed since it was read. */
  write(writes: readonly Write[]): Promise<boolean>;
}
