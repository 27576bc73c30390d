import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { HAS_OPENSSL, TestAuthority, pemOf } from '../support/certificates.ts';
import { LiveScheduler } from '../support/live-scheduler.ts';
import { type SecuredMaster, securedMaster } from '../support/secured-master.ts';
import { Authentication, NO_AUTHENTICATION } from '../../live/security/authentication.ts';
import { type ClientTls, ask } from '../../live/security/client-access.ts';
import { NO_SECURITY } from '../../live/security/security.ts';
import { checkCertificate } from '../../live/security/tls.ts';

/** What Node says of a connection that the other side ends. */
const CUT = /hang up|ECONNRESET|alert|EPIPE/;

const REALMS = ['mesos-master-readonly', 'mesos-master-scheduler'] as const;

describe.skipIf(!HAS_OPENSSL)('a listener with a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
  const open: SecuredMaster[] = [];
  let ca = '';
  let own: ClientTls = {};
  let strange: ClientTls = {};
  let server: { readonly cert: string; readonly key: string };

  beforeAll(() => {
    const authority = new TestAuthority(folder);
    ca = readFileSync(authority.ca, 'utf8');
    server = pemOf(authority.sign('master'));
    own = { ca, ...pemOf(authority.sign('marathon')) };
    strange = { ca, ...pemOf(new TestAuthority(folder, 'other').sign('impostor')) };
  });

  afterAll(async () => {
    await Promise.all(open.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function started(how: {
    readonly requiresClientCert?: boolean;
    readonly takesPlain?: boolean;
    readonly asksNames?: boolean;
  }): Promise<URL> {
    const { requiresClientCert = false, takesPlain = false, asksNames = false } = how;
    const authentication = asksNames
      ? new Authentication(REALMS, { credentials: null, tokenKey: null })
      : NO_AUTHENTICATION;
    const tls = { ...server, ca, requiresClientCert, takesPlain };
    const running = await securedMaster({ ...NO_SECURITY, authentication, tls });
    open.push(running);
    expect(running.master.url).toMatch(/^https:/);
    return new URL('/state', running.master.url);
  }
  const status = async (url: URL, tls: ClientTls): Promise<number> => {
    return (await ask({ authorization: null, tls }, url, {})).status;
  };
  const plain = (url: URL): URL => new URL(url.href.replace('https', 'http'));

  it('is heard by those who trust its authority, and hears no plain HTTP', async () => {
    const url = await started({});
    expect(await status(url, { ca })).toBe(200);
    await expect(status(url, {})).rejects.toThrow(/certificate/);
    await expect(status(plain(url), {})).rejects.toThrow(CUT);
  });

  it('hears plain HTTP too where it is told to, and whoever begins slowly', async () => {
    const url = await started({ takesPlain: true });
    expect(await status(url, { ca })).toBe(200);
    expect(await status(plain(url), {})).toBe(200);
    const socket = connect(Number(url.port), url.hostname);
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.write('GET /health HTTP/1.1\r\n');
    await new Promise((resolve) => setTimeout(resolve, 10));
    socket.write('host: x\r\nconnection: close\r\n\r\n');
    let heard = '';
    for await (const chunk of socket) heard += String(chunk);
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('sends clients away that have no certificate of its authority, where it is told to', async () => {
    const url = await started({ requiresClientCert: true });
    expect(await status(url, own)).toBe(200);
    await expect(status(url, { ca })).rejects.toThrow(CUT);
    await expect(status(url, strange)).rejects.toThrow(CUT);
  });

  it('knows a client by its certificate', async () => {
    const url = await started({ asksNames: true });
    expect(await status(url, { ca })).toBe(401);
    expect(await status(url, strange)).toBe(401);
    expect(await status(url, own)).toBe(200);
    const scheduler = new LiveScheduler(url.origin, { authorization: null, tls: own });
    await scheduler.subscribe({ user: 'nobody', name: 'n' });
    const { text } = await ask({ authorization: null, tls: own }, url, {});
    expect(JSON.parse(text)).toMatchObject({ frameworks: [{ principal: 'marathon' }] });
    scheduler.client.close();
  });

  it('wants a certificate and its key', () => {
    const files = ['a.crt', 'a.key'] as const;
    const { cert, key } = server;
    expect(() => checkCertificate(cert, key, files)).not.toThrow();
    expect(() => checkCertificate('x', key, files)).toThrow(
      'a.crt: found what is no certificate in PEM',
    );
    expect(() => checkCertificate(cert, 'x', files)).toThrow(
      'a.key: found what is no private key in PEM',
    );
    expect(() => checkCertificate(cert, own.key ?? '', files)).toThrow(
      'a.key: found another key than that of a.crt',
    );
  });
});
