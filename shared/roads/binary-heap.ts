/** A priority queue of items by a number, least first. Items with equal numbers have no particular order. */
export class BinaryHeap<Item> {
  private readonly entries: { readonly priority: number; readonly item: Item }[] = [];

  get size(): number {
    return this.entries.length;
  }

  /** The least priority, or Infinity when the queue is empty. */
  get least(): number {
    return this.entries[0]?.priority ?? Number.POSITIVE_INFINITY;
  }

  push(priority: number, item: Item): void {
    const entry = { priority, item };
    let place = this.entries.length;
    this.entries.push(entry);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.entries[above];
      if (parent === undefined || parent.priority <= priority) break;
      this.entries[place] = parent;
      place = above;
    }
    this.entries[place] = entry;
  }

  /** Removes the item with the least priority. */
  pop(): Item | undefined {
    const first = this.entries[0];
    const last = this.entries.pop();
    if (first === undefined || last === undefined || first === last) return first?.item;
    let place = 0;
    for (;;) {
      const below = this.lesserChild(place);
      const child = this.entries[below];
      if (child === undefined || child.priority >= last.priority) break;
      this.entries[place] = child;
      place = below;
    }
    this.entries[place] = last;
    return first.item;
  }

  private lesserChild(place: number): number {
    const left = 2 * place + 1;
    const right = left + 1;
    const leftPriority = this.entries[left]?.priority ?? Number.POSITIVE_INFINITY;
    const rightPriority = this.entries[right]?.priority ?? Number.POSITIVE_INFINITY;
    return rightPriority < leftPriority ? right : left;
  }
}
