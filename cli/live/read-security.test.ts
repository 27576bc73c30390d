import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { HAS_OPENSSL, TestAuthority } from '../../test/support/certificates.ts';
import { flagsOf } from './live-options.ts';
import { agentSecurity, isGuarded, masterSecurity, withLibprocess } from './read-security.ts';
import type { SecurityFlags } from './security-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
const credentials = join(folder, 'credentials');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => writeFileSync(credentials, 'ops secret'));

const ALL: SecurityFlags = {
  ...{ authenticateHttpFrameworks: true, authenticateHttpReadonly: true },
  ...{ authenticateHttpReadwrite: true, authenticateAgents: true },
};

it('says which flag misses what', () => {
  expect(() => masterSecurity({ authenticateHttpReadonly: true })).toThrow(
    '--authenticate-http-readonly: found nothing to know anybody by, wanted --credentials, ' +
      '--jwt-key or --tls-ca',
  );
  expect(() => agentSecurity({ authenticateHttpReadwrite: true })).toThrow(
    'wanted --http-credentials',
  );
  const executors = { authenticateHttpExecutors: true, httpCredentials: credentials };
  expect(() => agentSecurity(executors)).toThrow('found none at --jwt-key, wanted a secret');
  expect(() => masterSecurity({ tlsRequireClientCert: true })).toThrow('--tls-cert: found none');
  expect(() => masterSecurity({ acls: '{"run_tasks": 1}' })).toThrow('--acls: run_tasks: ');
  expect(() => masterSecurity({ rateLimits: '{"a": 1}' })).toThrow('--rate-limits: ');
});

it('takes variables of libprocess where they are switched on and flags say nothing', () => {
  const env = {
    ...{ LIBPROCESS_SSL_CERT_FILE: 'c', LIBPROCESS_SSL_KEY_FILE: 'k' },
    LIBPROCESS_SSL_SUPPORT_DOWNGRADE: 'true',
  };
  const read = (flags: SecurityFlags, more: object) => withLibprocess(flags, { ...env, ...more });
  expect(read({}, {})).toEqual({});
  expect(read({ tlsKey: 'own' }, { LIBPROCESS_SSL_ENABLED: '1' })).toEqual({
    ...{ tlsCert: 'c', tlsKey: 'own', tlsSupportDowngrade: true },
  });
});

it('shows flags without what is secret in them', () => {
  expect(
    flagsOf({ principal: 'p', secret: 's3', zk: 'zk://u:s3@n1:2181,n2:2181/x', workDir: '/w' }),
  ).toEqual({ principal: 'p', secret: '***', zk: 'zk://u:***@n1:2181,n2:2181/x', work_dir: '/w' });
});

describe.skipIf(!HAS_OPENSSL)('what others may reach', () => {
  it('is where all have a name and TLS alone is spoken', () => {
    const authority = new TestAuthority(folder);
    const { cert, key } = authority.sign('node');
    const tls = { tlsCert: cert, tlsKey: key };
    const guarded = (flags: SecurityFlags) => isGuarded(masterSecurity({ credentials, ...flags }));
    expect(guarded({ ...ALL, ...tls })).toBe(true);
    expect(guarded(ALL)).toBe(false);
    expect(guarded({ ...ALL, ...tls, tlsSupportDowngrade: true })).toBe(false);
    expect(guarded({ ...ALL, ...tls, authenticateAgents: false })).toBe(false);
    const certified = { ...tls, tlsCa: authority.ca, tlsRequireClientCert: true };
    expect(guarded(certified)).toBe(true);
    expect(() => guarded({ ...tls, tlsRequireClientCert: true })).toThrow('found no --tls-ca');
    expect(() => guarded({ ...tls, tlsKey: authority.ca })).toThrow('no private key in PEM');
  });
});
