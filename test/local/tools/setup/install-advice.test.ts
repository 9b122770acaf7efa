import { describe, expect, it } from 'vitest';
import { installAdvice, installerOf } from '../../../../local/tools/setup/install-advice.mjs';

describe('installerOf', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'apt'],
    ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt'],
    ['ID=fedora\n', 'dnf'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'dnf'],
    ['ID=arch\n', undefined],
    ['', undefined],
  ])('reads %j as %s', (release, installer) => {
    expect(installerOf(release)).toBe(installer);
  });
});

describe('installAdvice', () => {
  it.each([
    ['apt', 'jdk', 'apt-get install openjdk-17-jdk'],
    ['dnf', 'maven', 'dnf install maven'],
    ['brew', 'jdk', 'brew install openjdk'],
    ['winget', 'jdk', 'WSL 2'],
  ] as const)('for %s and the %s says: %s', (installer, program, text) => {
    expect(installAdvice(program, installer)).toContain(text);
  });
});
