import type { KeyObject } from 'node:crypto';

import { NO_ACLS, parseAcls } from '../../live/security/acls.ts';
import { Authentication, type Realm } from '../../live/security/authentication.ts';
import { parseCredentials } from '../../live/security/credentials.ts';
import { RateLimits, parseRateLimits } from '../../live/security/rate-limits.ts';
import type { Security } from '../../live/security/security.ts';
import { type TokenKey, parseTokenKey } from '../../live/security/tokens.ts';
import { type ServerTls, checkCertificate } from '../../live/security/tls.ts';
import { readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import type { SecurityFlags } from './security-options.ts';
import { taken } from './taken-setting.ts';

type Switch = keyof SecurityFlags & `authenticate${string}`;

const MASTER_REALMS: readonly (readonly [Switch, Realm])[] = [
  ['authenticateHttpFrameworks', 'mesos-master-scheduler'],
  ['authenticateHttpReadonly', 'mesos-master-readonly'],
  ['authenticateHttpReadwrite', 'mesos-master-readwrite'],
  ['authenticateAgents', 'mesos-master-agent'],
];
const AGENT_REALMS: readonly (readonly [Switch, Realm])[] = [
  ['authenticateHttpReadonly', 'mesos-agent-readonly'],
  ['authenticateHttpReadwrite', 'mesos-agent-readwrite'],
  ['authenticateHttpExecutors', 'mesos-agent-executor'],
];

/** What is left open where somebody reaches a server: empty when all have to say who they are. */
export interface ReadSecurity extends Security {
  readonly openRealms: readonly Realm[];
}

/** @throws UsageError */
export function masterSecurity(flags: SecurityFlags): ReadSecurity {
  return readSecurity(flags, flags.credentials, '--credentials', MASTER_REALMS);
}

/** @throws UsageError */
export function agentSecurity(flags: SecurityFlags): ReadSecurity {
  return readSecurity(flags, flags.httpCredentials, '--http-credentials', AGENT_REALMS);
}

function readSecurity(
  flags: SecurityFlags,
  file: string | undefined,
  fileFlag: string,
  realms: readonly (readonly [Switch, Realm])[],
): ReadSecurity {
  const { jwtKey } = flags;
  const credentials =
    file === undefined ? null : taken(() => parseCredentials(readText(file), file));
  const tokenKey =
    jwtKey === undefined ? null : taken(() => parseTokenKey(readText(jwtKey), jwtKey));
  const tls = serverTls(flags);
  const required = realms.filter(([flag]) => flags[flag] === true);
  const isCertified = tls !== null && tls.ca !== null;
  if (required.length > 0 && credentials === null && tokenKey === null && !isCertified) {
    const flag = required[0][0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `--${flag}: found nothing to know anybody by, wanted ${fileFlag}, --jwt-key or --tls-ca`,
    );
  }
  const limits = readGiven(flags.rateLimits, '--rate-limits', parseRateLimits);
  const wanted = required.map(([, realm]) => realm);
  return {
    authentication: new Authentication(wanted, { credentials, tokenKey }),
    tls,
    executorKey: flags.authenticateHttpExecutors === true ? executorKey(tokenKey) : null,
    acls: readGiven(flags.acls, '--acls', parseAcls) ?? NO_ACLS,
    limits: limits === null ? null : new RateLimits(limits),
    roles:
      flags.roles === undefined ? null : new Set(flags.roles.split(',').map((one) => one.trim())),
    openRealms: realms.map(([, realm]) => realm).filter((realm) => !wanted.includes(realm)),
  };
}

/** @param given a file's name, or the JSON itself; null where there is none */
function readGiven<Read>(
  given: string | undefined,
  flag: string,
  parse: (text: string, where: string) => Read,
): Read | null {
  if (given === undefined) return null;
  if (given.trimStart().startsWith('{')) return taken(() => parse(given, flag));
  const file = given.replace(/^file:\/\//, '');
  return taken(() => parse(readText(file), file));
}

/** @throws UsageError where there is nothing to sign with */
function executorKey(tokenKey: TokenKey | null): KeyObject {
  if (tokenKey?.algorithm === 'HS256') return tokenKey.key;
  const found = tokenKey === null ? 'none' : 'a public key';
  throw new UsageError(
    `--authenticate-http-executors: found ${found} at --jwt-key, wanted a secret to sign with`,
  );
}

/** @throws UsageError for a certificate without its key, and for files that are none */
function serverTls(flags: SecurityFlags): ServerTls | null {
  const { tlsCa, tlsCert, tlsKey, tlsRequireClientCert, tlsSupportDowngrade } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError('--tls-cert and --tls-key: found one of them, wanted both or none');
  }
  if (tlsCert === undefined || tlsKey === undefined) {
    const lone = tlsRequireClientCert === true || tlsSupportDowngrade === true;
    if (!lone) return null;
    throw new UsageError('--tls-cert: found none, and flags that need it');
  }
  if (tlsRequireClientCert === true && tlsCa === undefined) {
    throw new UsageError('--tls-require-client-cert: found no --tls-ca to know clients by');
  }
  const [cert, key] = [readText(tlsCert), readText(tlsKey)];
  taken(() => checkCertificate(cert, key, [tlsCert, tlsKey]));
  return {
    ...{ cert, key, ca: tlsCa === undefined ? null : readText(tlsCa) },
    requiresClientCert: tlsRequireClientCert === true,
    takesPlain: tlsSupportDowngrade === true,
  };
}

/** Whether whoever reaches a server has to say who he is, and nobody in between hears it. */
export function isGuarded({ openRealms, tls }: ReadSecurity): boolean {
  if (tls === null || tls.takesPlain) return false;
  // A certificate of an own authority is a name, whatever realm asks for one.
  return tls.requiresClientCert || openRealms.length === 0;
}

/** Mesos's names of the TLS flags, where these are not given: variables of libprocess. */
const LIBPROCESS: readonly (readonly [keyof SecurityFlags & `tls${string}`, string])[] = [
  ['tlsCa', 'CA_FILE'],
  ['tlsCert', 'CERT_FILE'],
  ['tlsKey', 'KEY_FILE'],
  ['tlsRequireClientCert', 'REQUIRE_CLIENT_CERT'],
  ['tlsSupportDowngrade', 'SUPPORT_DOWNGRADE'],
];

/** Flags with what `LIBPROCESS_SSL_…` says, where `LIBPROCESS_SSL_ENABLED` is true. */
export function withLibprocess<Flags extends SecurityFlags>(
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
): Flags {
  const isOn = (text: string | undefined): boolean => text === 'true' || text === '1';
  if (!isOn(env['LIBPROCESS_SSL_ENABLED'])) return flags;
  const said = LIBPROCESS.flatMap(([flag, name]) => {
    const text = env[`LIBPROCESS_SSL_${name}`];
    if (text === undefined || flags[flag] !== undefined) return [];
    return [
      [flag, flag === 'tlsCa' || flag === 'tlsCert' || flag === 'tlsKey' ? text : isOn(text)],
    ];
  });
  return { ...flags, ...Object.fromEntries(said) };
}
