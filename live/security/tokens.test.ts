import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';

import { executorToken } from './executor-tokens.ts';
import { parseTokenKey, principalOfToken } from './tokens.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const shared = parseTokenKey(`${SECRET}\n`, 'key');

function token(claims: Record<string, unknown>, secret = SECRET) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(createSecretKey(Buffer.from(secret)));
}

describe('a token', () => {
  it('names its sub, or the uid of DC/OS', async () => {
    expect(await principalOfToken(shared, await token({ sub: 'ops' }))).toBe('ops');
    expect(await principalOfToken(shared, await token({ uid: 'marathon' }))).toBe('marathon');
    expect(await principalOfToken(shared, await token({ name: 'nobody' }))).toBeNull();
  });

  it('is worth nothing out of its time, signed by another, or not at all', async () => {
    const now = Math.floor(Date.now() / 1000);
    const worthless = [
      await token({ sub: 'ops', exp: now - 10 }),
      await token({ sub: 'ops', nbf: now + 60 }),
      await token({ sub: 'ops' }, 'another secret of thirty-two bytes and some'),
      new UnsecuredJWT({ sub: 'ops' }).encode(),
      'no.token.',
    ];
    for (const one of worthless) expect(await principalOfToken(shared, one)).toBeNull();
    expect(await principalOfToken(shared, await token({ sub: 'ops', exp: now + 60 }))).toBe('ops');
  });

  it('of a public key is not one that was signed with that key as a secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const key = parseTokenKey(pem, 'key');
    expect(key.algorithm).toBe('RS256');
    const signed = await new SignJWT({ sub: 'ops' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    expect(await principalOfToken(key, signed)).toBe('ops');
    expect(await principalOfToken(key, await token({ sub: 'ops' }, pem))).toBeNull();
    expect(await principalOfToken(shared, signed)).toBeNull();
  });

  it("of an executor is no operator's, nor the other way round", async () => {
    const identity = { framework: 'f-0001', executor: 'e', container: 'c' };
    const own = executorToken(shared.key, identity);
    expect(await principalOfToken(shared, own)).toBeNull();
    expect(await principalOfToken(shared, own, true)).toBe('executor:f-0001/e/c');
    expect(
      await principalOfToken(shared, await token({ sub: 'executor:f-0001/e/c' }), true),
    ).toBeNull();
    const strange = parseTokenKey('another secret of thirty-two bytes and some', 'key');
    expect(await principalOfToken(shared, executorToken(strange.key, identity), true)).toBeNull();
  });

  it('needs a key that is one', () => {
    expect(() => parseTokenKey('short', 'key')).toThrow(
      'key: found a secret of 5 bytes, wanted 32 or more',
    );
    expect(() => parseTokenKey('-----BEGIN nothing', 'key')).toThrow(
      'key: found what is no key in PEM, wanted a public key',
    );
  });
});
