import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is removed at the end of a test file. */
export function scratch(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'roadstream-setup-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes a program that a shell runs. */
export function program(folder: string, name: string, script: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** A project with our set-up and Maven modules, and nothing installed. */
export function bareProject(folder: string): void {
  const source = join(import.meta.dirname, '..', '..', '..', '..', 'local');
  for (const part of ['tools/setup', 'cloud/engines'])
    cpSync(join(source, part), join(folder, 'local', part), { recursive: true });
  writePackages(folder, '1.0.0');
}

/** Says in package-lock.json that the project needs this version of its one package. */
export function writePackages(folder: string, version: string): void {
  const packages = {
    '': {},
    'node_modules/node': { version },
    'node_modules/elsewhere': { version, optional: true },
  };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  writeFileSync(join(folder, 'package.json'), '{}');
}

/** Programs that do what set-up needs of the real ones, without a network, and note that they ran in `$CALLS`. */
export function standInTools(folder: string): void {
  program(folder, 'java', 'echo "openjdk 21.0.2 2026-01-01"');
  program(folder, 'javac', '[ "$1" = --version ] && echo "javac 21.0.2" || mkdir -p "$4"');
  program(folder, 'jar', 'touch "$3"');
  program(
    folder,
    'mvn',
    `echo "maven $3" >> "$CALLS"
     for argument; do case "$argument" in -DoutputDirectory=*) out=\${argument#*=};; esac; done
     head -c 1500000 /dev/zero > "$out/a.jar"
     echo "[INFO] Downloaded from central: https://example.org/a.pom (2.0 kB at 1 MB/s)"
     echo "[INFO] Downloaded from central: https://example.org/a.jar (1.5 MB at 3 MB/s)"`,
  );
  program(
    folder,
    'npm',
    `echo "npm $1" >> "$CALLS"
     mkdir -p node_modules/node/bin
     printf '#!/bin/sh\\nexit 1\\n' > node_modules/node/bin/node
     chmod +x node_modules/node/bin/node
     sed 's/,"node_modules.elsewhere":{[^}]*}//' package-lock.json > node_modules/.package-lock.json`,
  );
}
