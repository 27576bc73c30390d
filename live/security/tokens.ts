import { type KeyObject, createPublicKey, createSecretKey } from 'node:crypto';
import { errors, jwtVerify } from 'jose';

import { SettingError } from './setting-error.ts';

/** What tokens are signed with: one algorithm, so that none can pass for another. */
export interface TokenKey {
  readonly algorithm: 'HS256' | 'RS256' | 'ES256' | 'EdDSA';
  readonly key: KeyObject;
}

/** Shortest secret of HS256, bytes (RFC 7518, section 3.2). */
const SECRET_BYTES_MIN = 32;

/**
 * Reads a key file: a public key in PEM, or else the secret of HS256.
 * @param where names the file in errors
 * @throws SettingError
 */
export function parseTokenKey(text: string, where: string): TokenKey {
  if (!text.includes('-----BEGIN')) {
    const secret = Buffer.from(text.trim(), 'utf8');
    if (secret.length >= SECRET_BYTES_MIN) {
      return { algorithm: 'HS256', key: createSecretKey(secret) };
    }
    const found = `${where}: found a secret of ${secret.length} bytes`;
    throw new SettingError(`${found}, wanted ${SECRET_BYTES_MIN} or more`);
  }
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new SettingError(`${where}: found what is no key in PEM, wanted a public key`);
  }
  const algorithm = algorithmOf(key);
  if (algorithm !== undefined) return { algorithm, key };
  const found = `${where}: found a key of kind ${key.asymmetricKeyType}`;
  throw new SettingError(`${found}, wanted RSA, P-256 or Ed25519`);
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  if (asymmetricKeyType === 'rsa') return 'RS256';
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  const isP256 = asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return asymmetricKeyType === 'ec' && isP256 ? 'ES256' : undefined;
}

/**
 * The principal that a token (RFC 7519) names: its `sub`, or the `uid` of DC/OS. One that has
 * expired or is not yet valid names nobody.
 * @param isOfExecutor whether an executor is to be named: its token is no operator's, nor the other
 *   way round, though one key has signed both
 * @returns null for a token that is not to be believed
 */
export async function principalOfToken(
  { algorithm, key }: TokenKey,
  token: string,
  isOfExecutor = false,
): Promise<string | null> {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: [algorithm] });
    if ('eid' in payload !== isOfExecutor) return null;
    for (const claim of [payload.sub, payload['uid']]) {
      if (typeof claim === 'string' && claim !== '') return claim;
    }
    return null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
