import type { Store } from '../../../../../shared/runtime/operations/store.ts';
import type { Process, Steps } from './steps.ts';

/** The table as a function reaches it: over a connection, each call two steps. */
export function stepped(store: Store, steps: Steps, process: Process): Store {
  const call = <Result>(effect: () => Promise<Result>): Promise<Result> => steps.call(process, effect);
  async function* listed<Item>(items: () => AsyncIterable<Item>): AsyncIterable<Item> {
    yield* await call(async () => {
      const all: Item[] = [];
      for await (const item of items()) all.push(item);
      return all;
    });
  }
  return {
    load: (...args) => call(() => store.load(...args)),
    commit: (...args) => call(() => store.commit(...args)),
    operation: (...args) => call(() => store.operation(...args)),
    aggregate: (...args) => call(() => store.aggregate(...args)),
    delivered: (...args) => call(() => store.delivered(...args)),
    wait: (...args) => call(() => store.wait(...args)),
    passed: (...args) => call(() => store.passed(...args)),
    undeliveredBefore: (...args) => listed(() => store.undeliveredBefore(...args)),
    dueBefore: (...args) => listed(() => store.dueBefore(...args)),
    forgetDue: (...args) => call(() => store.forgetDue(...args)),
  };
}
