import {
  type ClientAccess,
  basicAuthorization,
  tokenAuthorization,
} from '../../live/security/client-access.ts';
import { parseCredential } from '../../live/security/credentials.ts';
import { readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import type { ClientFlags } from './client-options.ts';
import { taken } from './taken-setting.ts';

/**
 * What a client shows of itself.
 * @throws UsageError for flags that do not go together, or files that cannot be read
 */
export function clientAccess(flags: ClientFlags): ClientAccess {
  const { tlsCa, tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError('--tls-cert and --tls-key: found one of them, wanted both or none');
  }
  return {
    authorization: authorizationOf(flags),
    tls: {
      ...(tlsCa === undefined ? {} : { ca: readText(tlsCa) }),
      ...(tlsCert === undefined ? {} : { cert: readText(tlsCert) }),
      ...(tlsKey === undefined ? {} : { key: readText(tlsKey) }),
    },
  };
}

function authorizationOf({ credential, principal, secret, token }: ClientFlags): string | null {
  const ways = [credential, principal, token].filter((one) => one !== undefined);
  if (ways.length > 1) {
    throw new UsageError(
      `--credential, --principal, --token: found ${ways.length} of them, wanted one`,
    );
  }
  if ((principal === undefined) !== (secret === undefined)) {
    throw new UsageError('--principal and --secret: found one of them, wanted both or none');
  }
  if (principal !== undefined && secret !== undefined) return basicAuthorization(principal, secret);
  if (token !== undefined) return tokenAuthorization(readText(token).trim());
  if (credential === undefined) return null;
  const read = taken(() => parseCredential(readText(credential), credential));
  return basicAuthorization(read.principal, read.secret);
}
