import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Cgroups } from './cgroups.ts';
import type { ContainerExit } from './containerizer.ts';
import { ProcessContainerizer } from './process-containerizer.ts';

const cgroupName = `evenhand-test-${process.pid}`;
const probed = Cgroups.probe(cgroupName);
const missing = typeof probed === 'string' ? probed : null;
if (typeof probed !== 'string') probed.removeAll();

describe.skipIf(missing !== null)(`limits by cgroups${missing ? ` (${missing})` : ''}`, () => {
  it('end a process that wants more memory than it may now, and its daemons with it', {
    timeout: 30_000,
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evenhand-cgroups-'));
    const exits = new Map<string, ContainerExit>();
    const complaints: string[] = [];
    const containers = new ProcessContainerizer({
      stateFolder: join(folder, 'state'),
      listener: { running: () => {}, exited: (id, exit) => void exits.set(id, exit) },
      complain: (problem) => void complaints.push(problem),
      cgroupName,
    });
    await containers.recover();
    expect(containers.shortcomings).toEqual([]);
    const run = (id: string, shell: string) => {
      const sandbox = join(folder, id);
      mkdirSync(sandbox);
      const none = { image: null, environment: {}, ports: [], volumes: [], labels: {} };
      const limits = { memMb: 16, cpus: 1.5 };
      containers.launch({ ...none, id, command: { shell }, sandbox, limits });
    };
    run('hungry', 'dd if=/dev/zero of=/dev/null bs=64M');
    run('daemon', 'setsid sleep 600 & echo $!; grep -E ":(memory|):" /proc/self/cgroup');
    run(
      'grows',
      'until [ -e go ]; do sleep 0.02; done; dd if=/dev/zero of=/dev/null bs=24M count=1',
    );
    containers.limit('grows', { memMb: 64, cpus: 1 });
    writeFileSync(join(folder, 'grows', 'go'), '');
    const end = performance.now() + 20_000;
    while (exits.size < 3 && performance.now() < end) {
      await new Promise((resume) => setTimeout(resume, 10));
    }
    expect(exits.get('hungry')).toMatchObject({ oomKilled: true, reason: 'EXITED' });
    expect(exits.get('daemon')).toMatchObject({ code: 0, oomKilled: false });
    expect(exits.get('grows')).toMatchObject({ code: 0, oomKilled: false });
    const [pid, group] = readFileSync(join(folder, 'daemon', 'stdout'), 'utf8').split('\n');
    expect(group).toMatch(new RegExp(`/${cgroupName}/daemon$`));
    // Gone, or at most not waited for yet.
    expect(['', 'Z']).toContain(stateOf(Number(pid)));
    await new Promise((resume) => setTimeout(resume, 200));
    expect(complaints).toEqual([]);
    await containers.close();
    rmSync(folder, { recursive: true });
  });
});

it('without control groups says so', () => {
  expect(Cgroups.probe('x', { mount: '/nowhere', membership: '' })).toMatch(/shows no cgroups/);
  const unmounted = { mount: '/nowhere', membership: '4:memory:/\n1:cpu,cpuacct:/\n' };
  expect(Cgroups.probe('x', { ...unmounted, mount: '/proc/nowhere' })).toMatch(
    /version 1: .*ENOENT/,
  );
});

function stateOf(pid: number): string {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/ENOENT|ESRCH/) });
    return '';
  }
}
