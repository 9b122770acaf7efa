import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** `export const reserved = event({ … });`, over any number of lines, as the formatter writes it: at the margin. */
const CONSTANT = /^((?:export )?const \w+(?:: [^=\n]+)? = )(.+?);$(?=\n\S|\n*$|\n\n)/gms;
/** What registers itself is needed although nobody names it. */
const REGISTERS = /^roomError\(/;
/** What has examples and words for documents. */
const CONTRACT = /^(?:route|command|event|port)\(/;
/** A contract's examples, which are for documents and tests. */
const EXAMPLES = /^( +)(example|\w+Example): (?:[^\n]*[[{(]\n.*?\n\1[\]})]+,?|[^\n]*),$/gms;

/** What a contract is for, in words: for documents. */
const WORDS = /^ {2}(?:description|summary):(?: |\n {4})[^\n]*,$/gm;
/** Within a line: `body: Offer, example: published }`. */
const SHORT_EXAMPLES = /, (?:example|\w+Example): [\w.]+(?= \})/g;

/**
 * Leaves out of a bundle the contracts that its function does not use, and all examples and descriptions. esbuild keeps each constant
 * whose value is computed, because computing it could do something; a contract's does nothing.
 */
export const usedContracts: Plugin = {
  name: 'only-contracts-that-are-used',
  setup(build) {
    build.onLoad({ filter: /shared[\\/]contracts[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: withoutUnusedContracts(await readFile(path, 'utf8')),
      loader: 'ts',
    }));
  },
};

/** The same lines, so that source maps fit. */
export function withoutUnusedContracts(source: string): string {
  return source.replace(CONSTANT, (whole, name: string, value: string) => {
    if (REGISTERS.test(value)) return whole;
    return `${name}/* @__PURE__ */ (() => (${CONTRACT.test(value) ? withoutWords(value) : value}))();`;
  });
}

function withoutWords(contract: string): string {
  const lines = (text: string): string => '\n'.repeat(text.split('\n').length - 1);
  return contract
    .replace(WORDS, lines)
    .replace(SHORT_EXAMPLES, '')
    .replace(
      EXAMPLES,
      // Other examples may take members of it.
      (example, margin: string, name: string) => `${margin}${name}: {},${lines(example)}`,
    );
}
