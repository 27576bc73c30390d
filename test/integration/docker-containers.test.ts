import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  Command,
  ContainerExit,
  ContainerImage,
  ContainerPlace,
  ContainerSpec,
} from '../../live/containers/containerizer.ts';
import { DockerContainerizer } from '../../live/containers/docker-containerizer.ts';
import { DockerEngine, IMAGE } from '../support/docker-engine.ts';

const started = await DockerEngine.start();
const missing = typeof started === 'string' ? started : null;

const image: ContainerImage = { name: IMAGE, pull: 'IF_MISSING', network: 'NONE' };

async function until(what: () => boolean, ms = 30_000): Promise<void> {
  for (const end = performance.now() + ms; !what(); ) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what.toString()}`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

describe.skipIf(missing !== null)(`with a Docker engine${missing ? ` (${missing})` : ''}`, () => {
  let folder = '';
  let places = new Map<string, ContainerPlace>();
  let exits = new Map<string, ContainerExit>();
  let complaints: string[] = [];
  let docker: DockerContainerizer;

  function agent(name: string): DockerContainerizer {
    if (typeof started === 'string') throw new Error(started);
    return new DockerContainerizer({
      agent: name,
      socketPath: started.socketPath,
      stateFolder: join(folder, 'state'),
      listener: {
        running: (id, place) => void places.set(id, place),
        exited: (id, exit) => void exits.set(id, exit),
      },
      complain: (problem) => void complaints.push(problem),
    });
  }

  function spec(id: string, command: Command | string, more: Partial<ContainerSpec> = {}) {
    const sandbox = join(folder, id);
    mkdirSync(sandbox);
    const what = typeof command === 'string' ? { shell: command } : command;
    const none = { environment: {}, limits: {}, ports: [], volumes: [], labels: {} };
    return { id, command: what, sandbox, image, ...none, ...more };
  }

  /** What a container has written; null as long as it has not opened the file. */
  const written = (id: string, name = 'stdout') => {
    const path = join(folder, id, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'evenhand-containers-'));
    docker = agent('a1');
    await docker.recover();
  });
  beforeEach(() => {
    places = new Map();
    exits = new Map();
    complaints = [];
  });
  afterAll(async () => {
    await docker.close();
    if (typeof started !== 'string') {
      const all = started.run('ps', '-aq').split('\n').filter(Boolean);
      if (all.length > 0) started.run('rm', '-f', ...all);
      await started.end();
    }
    rmSync(folder, { recursive: true });
  });

  it('runs a command in an image, with environment, volumes, and output apart', async () => {
    writeFileSync(join(folder, 'data'), 'of the machine\n');
    const volumes = [
      { hostPath: join(folder, 'data'), containerPath: '/data', mode: 'RO' as const },
    ];
    const shell =
      'cat /data; echo "$GREETING"; echo no >&2; echo x > /data || echo kept; echo y > $MESOS_SANDBOX/made; exit 7';
    const environment = { GREETING: 'a "b" $c' };
    docker.launch(spec('first', shell, { volumes, environment, labels: { team: 'x' } }));
    await until(() => exits.has('first'));
    expect(exits.get('first')).toMatchObject({ code: 7, oomKilled: false, reason: 'EXITED' });
    expect(written('first')).toBe('of the machine\na "b" $c\nkept\n');
    expect(written('first', 'stderr')).toMatch(/^no\n/);
    expect(written('first', 'made')).toBe('y\n');
    expect(places.has('first')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('that cannot run fails, and says why', async () => {
    const absent = { ...image, name: '127.0.0.1:1/none:1' };
    docker.launch(spec('imageless', 'true', { image: absent }));
    docker.launch(spec('commandless', { argv: ['/bin/none'] }));
    await until(() => exits.size === 2);
    expect(exits.get('imageless')).toMatchObject({ code: null, reason: 'LAUNCH_FAILED' });
    expect(exits.get('imageless')?.message).toContain('127.0.0.1:1');
    expect(exits.get('commandless')).toMatchObject({ reason: 'LAUNCH_FAILED' });
    expect(exits.get('commandless')?.message).toContain('/bin/none');
    expect(places.size).toBe(0);
  });

  it('is killed after its grace when it ignores TERM', async () => {
    docker.launch(spec('stubborn', 'trap "echo heard" TERM; while :; do sleep 0.1; done'));
    await until(() => places.has('stubborn'));
    const { pid } = places.get('stubborn') ?? { pid: null };
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await new Promise((resume) => setTimeout(resume, 300));
    docker.kill('stubborn', 700);
    await until(() => exits.has('stubborn'));
    expect(exits.get('stubborn')).toMatchObject({ signal: 'SIGKILL', reason: 'KILLED' });
    expect(written('stubborn')).toBe('heard\n');
  });

  it('that wants more memory than it may is told apart', async () => {
    const limits = { memMb: 16, cpus: 1 };
    docker.launch(spec('hungry', 'dd if=/dev/zero of=/dev/null bs=64M', { limits }));
    await until(() => exits.has('hungry'));
    expect(exits.get('hungry')).toMatchObject({ oomKilled: true });
  });

  it('tells what it uses, and runs commands beside its own', async () => {
    docker.launch(spec('busy', 'while :; do :; done', { environment: { MARK: 'here' } }));
    await until(() => places.has('busy'));
    expect(await docker.execute('busy', { shell: '[ "$MARK" = here ]' }, 10_000)).toBe(0);
    expect(await docker.execute('busy', { argv: ['sh', '-c', 'exit 4'] }, 10_000)).toBe(4);
    expect(complaints).toEqual([]);
    expect(await docker.execute('busy', { shell: 'sleep 600' }, 200)).toBeNull();
    expect((await docker.usage('busy'))?.cpusUserSecs).toBeGreaterThan(0);
    docker.kill('busy', 0);
    await until(() => exits.has('busy'));
  });

  it('is found again by the agent that launched it, and by no other', async () => {
    docker.launch(spec('stays', 'trap "exit 5" TERM; echo up; while :; do sleep 0.1; done'));
    docker.launch(spec('goes', 'until [ -e $MESOS_SANDBOX/go ]; do sleep 0.1; done; exit 9'));
    await until(() => places.size === 2 && written('stays') === 'up\n');
    await docker.close();
    writeFileSync(join(folder, 'goes', 'go'), '');
    await new Promise((resume) => setTimeout(resume, 1_000));
    expect(await agent('a2').recover()).toEqual([]);
    docker = agent('a1');
    const found = await docker.recover();
    const exitOf = (id: string) => found.find((each) => each.id === id)?.exit;
    expect(exitOf('goes')).toMatchObject({ code: 9, reason: 'EXITED' });
    expect(exitOf('stays')).toBeNull();
    expect(exitOf('first')).toMatchObject({ code: 7 });
    docker.kill('stays', 30_000);
    await until(() => exits.has('stays'));
    expect(exits.get('stays')).toMatchObject({ code: 5, reason: 'KILLED' });
    expect(written('stays')).toBe('up\n');
    for (const { id } of found) await docker.remove(id);
    await docker.close();
    docker = agent('a1');
    expect(await docker.recover()).toEqual([]);
  });
});
