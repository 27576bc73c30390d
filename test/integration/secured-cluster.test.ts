import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { ask, basicAuthorization } from '../../live/security/client-access.ts';
import { HAS_OPENSSL, TestAuthority } from '../support/certificates.ts';
import { addressOf, evenhand, start } from '../support/evenhand-process.ts';

describe.skipIf(!HAS_OPENSSL)('a cluster where all say who they are, by TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('runs a command of one who is known, and shows no secret', async () => {
    const authority = new TestAuthority(folder);
    const { cert, key } = authority.sign('node');
    const secrets = ['master-secret', 'agent-secret', 'user-secret'];
    const all = ['ops', 'agent', 'user'].map((name, at) => `${name} ${secrets[at]}`);
    const credentials = write('credentials', all.join('\n'));
    const tls = ['--tls-ca', authority.ca, '--tls-cert', cert, '--tls-key', key];
    const names = ['--authenticate-http-readonly', '--authenticate-http-readwrite'];
    // Others reach 0.0.0.0: with names and TLS that need not be said to be meant.
    const master = start(
      ...['master', '--ip', '0.0.0.0', '--advertise-ip', '127.0.0.1', '--port', '0'],
      ...['--work-dir', join(folder, 'master'), '--log-level', 'debug'],
      ...['--credentials', credentials, ...names, '--authenticate-http-frameworks'],
      ...['--authenticate-agents', ...tls],
    );
    const url = (await addressOf(master, 'master')).replace('0.0.0.0', '127.0.0.1');
    const agent = start(
      ...['agent', '--master', url, '--port', '0', '--resources', 'cpus:1;mem:256'],
      ...['--work-dir', join(folder, 'agent'), '--log-level', 'debug'],
      ...['--principal', 'agent', '--secret', 'agent-secret'],
      ...['--http-credentials', credentials, ...names, ...tls],
    );
    const place = await addressOf(agent, 'agent');
    expect(place).toMatch(/^https:/);

    const client = ['--master', url.slice('https://'.length), '--tls-ca', authority.ca];
    const command = ['--command', 'echo hello'];
    const nobody = await evenhand('execute', ...client, ...command);
    expect([nobody.code, nobody.stdout]).toEqual([1, '']);
    expect(nobody.stderr).toContain('error: the master answered 401');
    const user = ['--credential', write('user', 'user user-secret')];
    const ran = await evenhand('execute', ...client, ...user, ...command);
    expect([ran.stdout, ran.code]).toEqual(['hello\n', 0]);

    const operator = {
      authorization: basicAuthorization('ops', 'master-secret'),
      tls: { ca: readFileSync(authority.ca, 'utf8') },
    };
    const shown: string[] = [];
    for (const path of ['/flags', '/state']) {
      for (const base of [url, place]) {
        const { status, text } = await ask(operator, new URL(path, base), {});
        expect(status).toBe(200);
        shown.push(text);
      }
    }
    master.child.kill('SIGTERM');
    agent.child.kill('SIGTERM');
    for (const { stderr, stdout } of await Promise.all([master.ended, agent.ended])) {
      shown.push(stderr, stdout);
    }
    const text = shown.join('\n');
    expect(text).toContain('"principal":"agent"');
    for (const secret of [...secrets, operator.authorization]) expect(text).not.toContain(secret);
  });

  it('needs what its flags need', async () => {
    const problems = [
      [['--ip', '0.0.0.0'], '--ip: found 0.0.0.0, which others reach'],
      [['--authenticate-agents'], '--authenticate-agents: found nothing to know anybody by'],
      [['--authenticate-agents=perhaps'], '--authenticate-agents: found "perhaps", wanted true'],
      [['--tls-cert', 'x'], '--tls-cert and --tls-key: found one of them, wanted both or none'],
      [['--credentials', join(folder, 'none')], 'no such file'],
    ] as const;
    const ended = await Promise.all(problems.map(([flags]) => evenhand('master', ...flags)));
    for (const [at, { code, stderr }] of ended.entries()) {
      expect([code, stderr]).toEqual([2, expect.stringContaining(problems[at][1])]);
    }
  });
});
