import { readFileSync } from 'node:fs';

/**
 * How to install a program on this kind of computer.
 *
 * @typedef {'jdk' | 'maven'} Program
 * @typedef {'apt' | 'dnf' | 'brew' | 'winget'} Installer
 */

/** @type {Readonly<Record<Installer, Readonly<Record<Program, string>>>>} */
const COMMANDS = {
  apt: {
    jdk: 'sudo apt-get install openjdk-17-jdk-headless (or openjdk-21-jdk-headless)',
    maven: 'sudo apt-get install maven',
  },
  dnf: { jdk: 'sudo dnf install java-21-openjdk-devel', maven: 'sudo dnf install maven' },
  brew: {
    jdk:
      'brew install openjdk@21, then sudo ln -sfn "$(brew --prefix)/opt/openjdk@21/libexec/openjdk.jdk" ' +
      '/Library/Java/JavaVirtualMachines/openjdk-21.jdk',
    maven: 'brew install maven',
  },
  winget: {
    jdk: 'inside WSL 2: sudo apt-get install openjdk-17-jdk-headless (winget install Microsoft.OpenJDK.21 for Windows itself)',
    maven: 'inside WSL 2: sudo apt-get install maven',
  },
};

const ANY = {
  jdk: 'install a JDK 17 or newer (such as https://adoptium.net) and set JAVA_HOME to it',
  maven: 'install Apache Maven 3.6 or newer (https://maven.apache.org) and put mvn on the PATH',
};

/**
 * @param {Program} program
 * @param {Installer} [installer]
 */
export function installAdvice(program, installer = installerHere()) {
  return installer === undefined ? ANY[program] : COMMANDS[installer][program];
}

/** @returns {Installer | undefined} */
function installerHere() {
  if (process.platform === 'darwin') return 'brew';
  if (process.platform === 'win32') return 'winget';
  return installerOf(osRelease());
}

/**
 * @param {string} release the text of /etc/os-release
 * @returns {Installer | undefined}
 */
export function installerOf(release) {
  const families = [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((line) =>
    (line[1] ?? '').split(' '),
  );
  if (families.some((family) => ['debian', 'ubuntu'].includes(family))) return 'apt';
  if (families.some((family) => ['fedora', 'rhel', 'centos'].includes(family))) return 'dnf';
  return undefined;
}

function osRelease() {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
