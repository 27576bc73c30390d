import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ListedMasters } from '../../live/finding/master-finder.ts';
import { temporaryFolder } from '../support/evenhand-process.ts';
import { LiveProcess, cutPower, until } from '../support/live-processes.ts';
import { LoadScheduler } from '../support/load-scheduler.ts';
import { NetworkNamespace, hasNetworkNamespaces } from '../support/network-namespace.ts';

const LASTING = 3;

describe.skipIf(!hasNetworkNamespaces)('a network cut between an agent and its master', () => {
  const folder = temporaryFolder();
  let network: NetworkNamespace;
  let master: LiveProcess;
  let agent: LiveProcess;
  let load: LoadScheduler;

  beforeAll(async () => {
    network = new NetworkNamespace();
    const health = ['--agent-ping-timeout', '300ms', '--max-agent-ping-timeouts', '3'];
    const place = ['--ip', network.hereIp, '--open'];
    master = await LiveProcess.start('master', join(folder, 'm'), ...place, ...health);
    const there = ['--ip', network.thereIp, '--open', '--resources', 'cpus:1;mem:256'];
    const flags = ['--master', master.url, ...there];
    agent = await LiveProcess.startBy(network.prefix, 'agent', join(folder, 'a'), ...flags);
    load = new LoadScheduler({
      ...{ finder: new ListedMasters([new URL(master.url)]), name: 'load' },
      ...{ lasting: LASTING, short: 0, partitionAware: true },
    });
    await until(() => load.everIn('TASK_RUNNING').length === LASTING);
  });

  afterAll(async () => {
    load.client.close();
    await Promise.all([agent, master].map((one) => one.end('SIGKILL')));
    cutPower(folder);
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes its tasks unreachable, and they run again when it is whole', async () => {
    const cutAtMs = performance.now();
    network.cut();
    await until(() => load.everIn('TASK_UNREACHABLE').length === LASTING);
    const unreachableMs = performance.now() - cutAtMs;
    expect(await master.read('/state')).toMatchObject({ activated_slaves: 0 });
    const healedAtMs = performance.now();
    network.heal();
    await until(() => load.lasting.every(({ states }) => states.at(-1) === 'TASK_RUNNING'), 60_000);
    const runningMs = performance.now() - healedAtMs;
    for (const { states, reason } of load.lasting) {
      expect(states.slice(-3)).toEqual(['TASK_RUNNING', 'TASK_UNREACHABLE', 'TASK_RUNNING']);
      expect(reason).toBe('REASON_AGENT_REREGISTERED');
    }
    expect(load.failures).toEqual([]);
    console.log(
      `network cut: ${LASTING} tasks TASK_UNREACHABLE after ${(unreachableMs / 1000).toFixed(2)} s; ` +
        `whole again: TASK_RUNNING after ${(runningMs / 1000).toFixed(2)} s`,
    );
  });
});
