import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { HAS_OPENSSL, TestAuthority } from '../support/certificates.ts';
import { evenhand, temporaryFolder } from '../support/evenhand-process.ts';
import { LiveProcess } from '../support/live-processes.ts';
import { ZooKeeperEnsemble, hasZooKeeper } from '../support/zookeeper-server.ts';

describe.skipIf(!HAS_OPENSSL || !hasZooKeeper)('an elected master that speaks TLS alone', () => {
  const folder = temporaryFolder();
  let ensemble: ZooKeeperEnsemble | null = null;
  const running: LiveProcess[] = [];

  beforeAll(async () => {
    ensemble = await ZooKeeperEnsemble.start(1);
  });

  afterAll(async () => {
    await Promise.all(running.map((one) => one.end()));
    await ensemble?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is found by agents and frameworks through ZooKeeper', async () => {
    const authority = new TestAuthority(folder);
    const { cert, key } = authority.sign('node');
    const tls = ['--tls-ca', authority.ca, '--tls-cert', cert, '--tls-key', key];
    const zk = `zk://${ensemble?.addresses.join(',')}/evenhand`;
    const [master, agent] = await Promise.all([
      LiveProcess.start('master', join(folder, 'master'), '--zk', zk, ...tls),
      LiveProcess.start(
        ...(['agent', join(folder, 'agent'), '--master', zk, ...tls] as const),
        ...['--resources', 'cpus:1;mem:256', '--registration-backoff-factor', '50ms'],
      ),
    ]);
    running.push(master, agent);
    expect([master.url, agent.url]).toEqual([
      expect.stringMatching(/^https:/),
      expect.stringMatching(/^https:/),
    ]);
    const where = ['--master', zk, '--tls-ca', authority.ca];
    const ran = await evenhand('execute', ...where, '--command', 'echo hello');
    expect([ran.stdout, ran.code]).toEqual(['hello\n', 0]);
  });
});
