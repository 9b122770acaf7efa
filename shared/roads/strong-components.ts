/**
 * The strongly connected components of a directed graph (Tarjan's algorithm, without recursion, because streets are
 * long). Within a component every node can be reached from every other.
 *
 * @param successors for each node the nodes it leads to
 * @returns for each node the number of its component
 */
export function strongComponents(successors: readonly (readonly number[])[]): Int32Array {
  const count = successors.length;
  const component = new Int32Array(count).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const lowest = new Int32Array(count);
  const open: number[] = [];
  let visited = 0;
  let components = 0;

  const enter = (node: number): { node: number; next: number } => {
    order[node] = lowest[node] = visited++;
    open.push(node);
    return { node, next: 0 };
  };
  const lower = (node: number, to: number | undefined): void => {
    lowest[node] = Math.min(lowest[node] ?? 0, to ?? 0);
  };
  const close = (root: number): void => {
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      component[node] = components;
      if (node === root) break;
    }
    components++;
  };

  for (let start = 0; start < count; start++) {
    if (order[start] !== -1) continue;
    const path = [enter(start)];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const successor = successors[at.node]?.[at.next++];
      if (successor === undefined) {
        path.pop();
        if (lowest[at.node] === order[at.node]) close(at.node);
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.node, lowest[at.node]);
      } else if (order[successor] === -1) {
        path.push(enter(successor));
      } else if (component[successor] === -1) {
        lower(at.node, order[successor]);
      }
    }
  }
  return component;
}
