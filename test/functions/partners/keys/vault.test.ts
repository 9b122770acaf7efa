import { describe, expect, it } from 'vitest';
import { publicKeyText, readSecret } from '../../../../functions/partners/keys/signing.ts';
import { Vault } from '../../../../functions/partners/keys/vault.ts';

const vault = new Vault('a root that is long enough for this test');

describe('a sealed secret', () => {
  it('is opened for its endpoint, with the key whose public half was shown', () => {
    const given = Buffer.alloc(24, 7);
    const { sealed, publicKey } = vault.seal('whe_1', given);
    const { symmetric, ed25519 } = vault.open('whe_1', sealed);
    expect(Buffer.from(symmetric)).toEqual(given);
    expect(publicKeyText(ed25519)).toBe(publicKey);
    expect(readSecret(vault.secretText('whe_1', sealed))).toEqual(given);
  });

  it('does not contain the secret, and is another each time', () => {
    const given = Buffer.alloc(32, 7);
    const first = vault.seal('whe_1', given);
    expect(first.sealed).not.toContain(given.toString('base64url').slice(0, 20));
    expect(vault.seal('whe_1', given).sealed).not.toBe(first.sealed);
  });

  it('is opened for no other endpoint, by no other root, and not when it was altered', () => {
    const { sealed } = vault.seal('whe_1');
    const altered = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    expect(() => vault.open('whe_2', sealed)).toThrow(/unable to authenticate/);
    expect(() => new Vault('another root').open('whe_1', sealed)).toThrow(/unable to authenticate/);
    expect(() => vault.open('whe_1', altered)).toThrow(/unable to authenticate/);
  });
});

describe('an id of a partner', () => {
  it('is the same each time, and another for another partner, rider or kind', () => {
    const mine = vault.alias('rider', 'ptn_1', 'ana');
    expect(mine).toMatch(/^prd_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(vault.alias('rider', 'ptn_1', 'ana')).toBe(mine);
    const others = [
      vault.alias('rider', 'ptn_2', 'ana'),
      vault.alias('rider', 'ptn_1', 'eva'),
      vault.alias('rental', 'ptn_1', 'ana'),
      new Vault('another root').alias('rider', 'ptn_1', 'ana'),
    ].map((id) => id.slice(4));
    expect(new Set([mine.slice(4), ...others]).size).toBe(5);
  });
});

describe('a reply', () => {
  const named = { riderId: 'ana', transferId: 'ptx_1' };

  it('is the same each time, says nothing to its partner, and is opened for that partner', () => {
    const reply = vault.sealReply('ptn_1', named);
    expect(vault.sealReply('ptn_1', named)).toBe(reply);
    expect(reply).not.toContain(Buffer.from('ana').toString('base64url'));
    expect(vault.openReply('ptn_1', reply)).toEqual(named);
  });

  it('is opened for no other partner, by no other root, and not when one character was altered', () => {
    const reply = vault.sealReply('ptn_1', named);
    expect(vault.openReply('ptn_2', reply)).toBeUndefined();
    expect(new Vault('another root').openReply('ptn_1', reply)).toBeUndefined();
    for (let n = 0; n < reply.length - 1; n++) {
      const altered = `${reply.slice(0, n)}${reply[n] === 'A' ? 'B' : 'A'}${reply.slice(n + 1)}`;
      expect(vault.openReply('ptn_1', altered)).toBeUndefined();
    }
    for (const text of ['', 'v1.', 'v1.AAAA', 'ana']) expect(vault.openReply('ptn_1', text)).toBeUndefined();
  });
});
