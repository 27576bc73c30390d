import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

import type { ContainerExit, ContainerSpec } from './containerizer.ts';
import { OtherUsers } from './other-user.ts';
import { ProcessContainerizer } from './process-containerizer.ts';

const isRoot = process.getuid?.() === 0;

function specIn(sandbox: string, shell: string): ContainerSpec {
  return {
    ...{ id: 'c', command: { shell }, sandbox, image: null, limits: {} },
    environment: { GREETING: "it's\n$HOME", 'odd.name': 'x', LD_PRELOAD: '/nowhere.so' },
    ...{ ports: [], volumes: [], labels: {} },
  };
}

it('takes no name for a user that is none', () => {
  const users = new OtherUsers();
  const spec = specIn('/nowhere', 'true');
  for (const name of ['--help', 'a b', '$(id)', '../x']) {
    expect(() => users.switched(spec, name)).toThrow('wanted a name');
  }
  expect(() => users.switched(spec, 'nobody-of-this-name')).toThrow('there is none of that name');
  expect(users.switched(spec, '')).toBe(spec);
});

it.skipIf(!isRoot || !existsSync('/usr/bin/setpriv'))(
  'runs a process as another user, who has his sandbox and no way back',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'evenhand-'));
    const sandbox = join(folder, 'box');
    mkdirSync(sandbox, { mode: 0o750 });
    // Others may not look into the folders above: his own is all that he needs.
    chmodSync(folder, 0o700);
    const exits: ContainerExit[] = [];
    const containers = new ProcessContainerizer({
      stateFolder: join(folder, 'state'),
      listener: { running: () => undefined, exited: (_, exit) => void exits.push(exit) },
    });
    await containers.recover();
    const until = async (what: () => boolean): Promise<void> => {
      while (!what() && exits.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const said = 'id -un; printf "%s" "$GREETING"; grep -E "NoNewPrivs|CapEff" /proc/self/status';
    const shell = `{ ${said}; } > said; touch done; sleep 30`;
    containers.launch(new OtherUsers().switched(specIn(sandbox, shell), 'nobody'));
    await until(() => existsSync(join(sandbox, 'done')));
    await containers.execute('c', { shell: 'id -un > checked' }, 5000);
    containers.kill('c', 0);
    await until(() => false);
    expect(exits).toMatchObject([{ reason: 'KILLED' }]);
    await containers.close();
    const text = readFileSync(join(sandbox, 'said'), 'utf8');
    expect(text).toContain("nobody\nit's\n$HOME");
    expect(text).toMatch(/CapEff:\s+0+\n/);
    expect(text).toMatch(/NoNewPrivs:\s+1\n/);
    expect(readFileSync(join(sandbox, 'checked'), 'utf8')).toBe('nobody\n');
    expect(existsSync(join(sandbox, '.evenhand-environment'))).toBe(false);
    expect(statSync(sandbox).uid).not.toBe(0);
    const given = join(folder, 'given');
    mkdirSync(given);
    new OtherUsers().give(given, 'nobody');
    expect(statSync(given).uid).toBe(statSync(sandbox).uid);
    rmSync(folder, { recursive: true });
  },
);
