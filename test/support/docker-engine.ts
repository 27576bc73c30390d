import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DOCKERD = '/usr/sbin/dockerd';
/** Debian's `busybox-static` puts it at one of these. */
const BUSYBOX = ['/bin/busybox', '/usr/bin/busybox'];

/** The image every test has: one statically linked program. */
export const IMAGE = 'busybox:local';

/** A Docker engine of the test's own, in its own folder, without networks of its own. */
export class DockerEngine {
  readonly socketPath: string;
  private readonly folder: string;
  private readonly process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.folder = folder;
    this.process = process;
    this.socketPath = join(folder, 'docker.sock');
  }

  /** @returns why there can be none here: not installed, not root, or what the engine said */
  static async start(): Promise<DockerEngine | string> {
    const busybox = BUSYBOX.find((path) => existsSync(path));
    if (!existsSync(DOCKERD)) return `there is no ${DOCKERD} (Debian: docker.io)`;
    if (busybox === undefined) return `there is no ${BUSYBOX[0]} (Debian: busybox-static)`;
    if (process.getuid?.() !== 0) return 'an engine needs root';
    const folder = mkdtempSync(join(tmpdir(), 'evenhand-docker-'));
    const flags = [
      '--iptables=false',
      '--ip6tables=false',
      '--bridge=none',
      '--storage-driver=vfs',
    ];
    const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
    const files = ['-H', `unix://${folder}/docker.sock`, '--pidfile', join(folder, 'pid')];
    const log = join(folder, 'log');
    const child = spawn('/bin/sh', [
      '-c',
      `exec "$@" > ${log} 2>&1`,
      'sh',
      DOCKERD,
      ...flags,
      ...places,
      ...files,
    ]);
    const engine = new DockerEngine(folder, child);
    for (const end = performance.now() + 30_000; !engine.answers(); ) {
      if (child.exitCode !== null || performance.now() > end) {
        const said = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '';
        await engine.end();
        return `the engine did not start: ${said}`;
      }
      await new Promise((resume) => setTimeout(resume, 100));
    }
    engine.importImage(busybox);
    return engine;
  }

  /** What the client of the command line says. */
  run(...args: string[]): string {
    return execFileSync('docker', ['-H', `unix://${this.socketPath}`, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = new Promise((resume) => this.process.once('exit', resume));
      this.process.kill('SIGTERM');
      await gone;
    }
    // Containers on the machine's own network leave a mount behind.
    const spaces = join(this.folder, 'exec', 'netns');
    for (const name of existsSync(spaces) ? readdirSync(spaces) : []) {
      spawnSync('umount', [join(spaces, name)]);
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private answers(): boolean {
    if (!existsSync(this.socketPath)) return false;
    try {
      this.run('version');
      return true;
    } catch {
      // Not yet: the caller asks again, for a while.
      return false;
    }
  }

  private importImage(busybox: string): void {
    const tree = join(this.folder, 'tree');
    mkdirSync(join(tree, 'bin'), { recursive: true });
    mkdirSync(join(tree, 'tmp'));
    copyFileSync(busybox, join(tree, 'bin', 'busybox'));
    for (const name of ['sh', 'sleep', 'echo', 'cat', 'env', 'dd', 'tail', 'head', 'true']) {
      copyFileSync(busybox, join(tree, 'bin', name));
    }
    const archive = join(this.folder, 'tree.tar');
    execFileSync('tar', ['-C', tree, '-cf', archive, '.']);
    this.run('import', archive, IMAGE);
  }
}
