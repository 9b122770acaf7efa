import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';

/** What AsyncAPI's parser remarks. */
interface Diagnostic {
  readonly code: string | number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface ParserPackage {
  readonly Parser: new () => {
    parse(text: string): Promise<{ readonly diagnostics: readonly Diagnostic[] }>;
  };
}

// Prints what the parser remarks about a document, as JSON. The arguments are the folder of the packages, and the document.
const [, , packages = '', document = ''] = argv;
const { Parser } = createRequire(join(packages, 'x.js'))('@asyncapi/parser') as ParserPackage;
const { diagnostics } = await new Parser().parse(readFileSync(document, 'utf8'));
stdout.write(
  JSON.stringify(
    diagnostics.map(({ code, path, message }) => ({ rule: String(code), place: path.join('/'), message })),
  ),
);
