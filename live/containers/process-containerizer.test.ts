import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, ContainerExit, ContainerPlace, ContainerSpec } from './containerizer.ts';
import { ProcessContainerizer, type ProcessContainerizerOptions } from './process-containerizer.ts';

/** Real processes, in a folder of the test's own. */
let folder = '';
let places = new Map<string, ContainerPlace>();
let exits = new Map<string, ContainerExit>();
let complaints: string[] = [];
let containers: ProcessContainerizer;
const all: ProcessContainerizer[] = [];

function agent(options: Partial<ProcessContainerizerOptions> = {}): ProcessContainerizer {
  const made = new ProcessContainerizer({
    stateFolder: join(folder, 'state'),
    listener: {
      running: (id, place) => void places.set(id, place),
      exited: (id, exit) => {
        // Told twice would be told wrongly.
        expect(exits.has(id)).toBe(false);
        exits.set(id, exit);
      },
    },
    complain: (problem) => void complaints.push(problem),
    ...options,
  });
  all.push(made);
  return made;
}

function spec(id: string, command: Command | string, more: Partial<ContainerSpec> = {}) {
  const sandbox = join(folder, id);
  mkdirSync(sandbox, { recursive: true });
  return {
    id,
    command: typeof command === 'string' ? { shell: command } : command,
    sandbox,
    environment: {},
    image: null,
    limits: {},
    ports: [],
    volumes: [],
    labels: {},
    ...more,
  };
}

/** What stands in a file of a sandbox. */
function written(id: string, name = 'stdout'): string {
  return readFileSync(join(folder, id, name), 'utf8');
}

async function until(what: () => boolean, ms = 10_000): Promise<void> {
  for (const end = performance.now() + ms; !what(); ) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

async function ended(id: string): Promise<ContainerExit | undefined> {
  await until(() => exits.has(id));
  return exits.get(id);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'evenhand-processes-'));
  places = new Map();
  exits = new Map();
  complaints = [];
  containers = agent();
  await containers.recover();
});

afterEach(async () => {
  for (const id of places.keys()) all[all.length - 1].kill(id, 0);
  await until(() => [...places.keys()].every((id) => exits.has(id)));
  for (const each of all.splice(0)) await each.close();
  rmSync(folder, { recursive: true });
});

describe('a process container', () => {
  it('runs with its environment in its sandbox, and its output is in there', async () => {
    const shell = 'echo "$GREETING from $PWD in $MESOS_SANDBOX"; echo oh >&2; exit 7';
    containers.launch(spec('greeter', shell, { environment: { GREETING: 'hello' } }));
    expect(await ended('greeter')).toEqual({
      code: 7,
      signal: null,
      oomKilled: false,
      reason: 'EXITED',
      message: 'exited with status 7',
    });
    const sandbox = join(folder, 'greeter');
    expect(written('greeter')).toBe(`hello from ${sandbox} in ${sandbox}\n`);
    expect(written('greeter', 'stderr')).toBe('oh\n');
    expect(places.get('greeter')?.pid).toBeGreaterThan(1);
  });

  it('gets its arguments as they are, and nothing of the agent', async () => {
    process.env.EVENHAND_SECRET_FOR_TEST = 'secret';
    const argv = ['printf', '%s|', 'a b', '$HOME', "it's"];
    containers.launch(spec('printer', { argv }));
    containers.launch(spec('lister', { argv: ['env'] }));
    await ended('printer');
    await ended('lister');
    delete process.env.EVENHAND_SECRET_FOR_TEST;
    expect(written('printer')).toBe("a b|$HOME|it's|");
    expect(written('lister')).not.toContain('secret');
  });

  it('ends by the signal that ended it', async () => {
    containers.launch(spec('suicide', 'kill -USR1 $$'));
    expect(await ended('suicide')).toMatchObject({ code: null, signal: 'SIGUSR1' });
  });

  it('that cannot be executed fails, and says why', async () => {
    containers.launch(spec('absent', { argv: ['no-such-program-here'] }));
    expect(await ended('absent')).toMatchObject({ code: 127, reason: 'EXITED' });
    expect(written('absent', 'stderr')).toContain('no-such-program-here');
    containers.launch({ ...spec('homeless', 'true'), sandbox: join(folder, 'nowhere') });
    const exit = await ended('homeless');
    expect(exit).toMatchObject({ code: null, reason: 'LAUNCH_FAILED' });
    expect(exit?.message).toContain('nowhere');
    expect(places.has('homeless')).toBe(false);
  });

  it('is stopped by TERM', async () => {
    containers.launch(
      spec('polite', 'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.02; done'),
    );
    await until(() => places.has('polite') && written('polite') === 'up\n');
    containers.kill('polite', 60_000);
    expect(await ended('polite')).toMatchObject({ code: 3, reason: 'KILLED' });
    expect(written('polite')).toBe('up\nbye\n');
  });

  it('is killed with its children after the grace when they ignore TERM', async () => {
    const child = 'trap "" TERM; echo $$; while :; do sleep 0.05; done';
    containers.launch(spec('stubborn', `sh -c '${child}' & ${child}`));
    await until(() => places.has('stubborn') && written('stubborn').split('\n').length === 3);
    const pids = written('stubborn').trimEnd().split('\n').map(Number);
    const began = performance.now();
    containers.kill('stubborn', 60_000);
    // Less time counts, more does not.
    containers.kill('stubborn', 200);
    containers.kill('stubborn', 90_000);
    expect(await ended('stubborn')).toMatchObject({ signal: 'SIGKILL', reason: 'KILLED' });
    expect(performance.now() - began).toBeGreaterThan(195);
    await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`) || isZombie(pid)));
  });

  it('leaves no children behind when it ends by itself', async () => {
    containers.launch(spec('parent', '(trap "" TERM HUP; sleep 600) & echo $!'));
    await ended('parent');
    const pid = Number(written('parent'));
    expect(pid).toBeGreaterThan(1);
    await until(() => !existsSync(`/proc/${pid}`) || isZombie(pid));
  });

  it('is killed though it was only just launched', async () => {
    containers.launch(spec('brief', 'sleep 600'));
    containers.kill('brief', 0);
    expect(await ended('brief')).toMatchObject({ signal: 'SIGKILL', reason: 'KILLED' });
  });

  it('tells what it uses, and runs commands beside itself', async () => {
    const environment = { MARK: 'here' };
    containers.launch(spec('busy', 'while :; do :; done', { environment }));
    await until(() => places.has('busy'));
    expect(await containers.execute('busy', { shell: 'test "$MARK" = here' }, 5_000)).toBe(0);
    expect(await containers.execute('busy', { shell: 'touch checked; exit 4' }, 5_000)).toBe(4);
    expect(existsSync(join(folder, 'busy', 'checked'))).toBe(true);
    expect(await containers.execute('busy', { shell: 'sleep 600' }, 50)).toBeNull();
    expect((await containers.usage('busy'))?.memRssBytes).toBeGreaterThan(10_000);
    expect(await containers.usage('nobody')).toBeNull();
    expect(await containers.execute('nobody', { shell: 'true' }, 50)).toBeNull();
  });

  it('keeps its output within bounds', async () => {
    const small = agent({ stateFolder: join(folder, 'other'), outputBytesMax: 1_000 });
    await small.recover();
    const wordy = 'i=0; while [ $i -lt 300 ]; do echo "line $i"; i=$((i+1)); done; sleep 600';
    small.launch(spec('wordy', wordy));
    await until(() => existsSync(join(folder, 'wordy', 'stdout.1')) && written('wordy') === '');
    expect(written('wordy', 'stdout.1')).toHaveLength(1_000);
    expect(written('wordy', 'stdout.1')).toMatch(/line 299\n$/);
    expect(complaints).toEqual([]);
  });
});

describe('a restarted agent', () => {
  it('finds what runs and what ended meanwhile, until it is removed', async () => {
    containers.launch(spec('runs', 'trap "exit 5" TERM; echo up; while :; do sleep 0.02; done'));
    containers.launch(spec('ends', 'until [ -e go ]; do sleep 0.02; done; exit 9'));
    containers.launch(spec('ended', 'exit 0'));
    await ended('ended');
    await until(() => places.size === 3 && written('runs') === 'up\n');
    await containers.close();
    rmSync(join(folder, 'state', 'ended', 'supervisor'), { force: true });
    mkdirSync(join(folder, 'ends', 'go'));
    await until(() => existsSync(join(folder, 'state', 'ends', 'exit')));
    const again = agent();
    const found = await again.recover();
    expect(found.map(({ id, exit }) => [id, exit?.code ?? null])).toEqual([
      ['ended', 0],
      ['ends', 9],
      ['runs', null],
    ]);
    expect(found[2].place).toEqual(places.get('runs'));
    again.kill('runs', 60_000);
    expect(await ended('runs')).toMatchObject({ code: 5, reason: 'KILLED' });
    for (const { id } of found) await again.remove(id);
    await again.close();
    expect(await agent().recover()).toEqual([]);
    exits.set('ends', { ...exits.get('ended'), code: 9 } as ContainerExit);
  });

  it('says LOST of what nobody waited for, and kills the rest of it', async () => {
    containers.launch(spec('orphan', 'echo $PPID $$; sleep 600'));
    await until(() => places.has('orphan') && written('orphan') !== '');
    await containers.close();
    const [supervisor, task] = written('orphan').trim().split(' ').map(Number);
    process.kill(supervisor, 'SIGKILL');
    await until(() => !existsSync(`/proc/${supervisor}`) || isZombie(supervisor));
    const [found] = await agent().recover();
    expect(found.exit).toMatchObject({ code: null, signal: null, reason: 'LOST' });
    await until(() => !existsSync(`/proc/${task}`) || isZombie(task));
    exits.set('orphan', found.exit as ContainerExit);
  });
});

describe('a hundred short tasks', () => {
  it('all run and end', async () => {
    for (let i = 0; i < 100; i++) containers.launch(spec(`short-${i}`, { argv: ['true'] }));
    await until(() => exits.size === 100, 30_000);
    expect(places.size).toBe(100);
    expect([...exits.values()].every(({ code }) => code === 0)).toBe(true);
  });
});

function isZombie(pid: number): boolean {
  return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}
