import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerLimits } from './containerizer.ts';
import { isCode, readIfThere } from './supervisor.ts';

/** Microseconds: the kernel's usual period of CPU bandwidth. */
const CPU_PERIOD_US = 100_000;
/** The kernel refuses a quota below a millisecond. */
const CPU_QUOTA_MIN_US = 1_000;

/** Where the kernel shows control groups, and which process is asked for. */
export interface CgroupPlace {
  /** `/sys/fs/cgroup` */
  readonly mount: string;
  /** The text of `/proc/self/cgroup`. */
  readonly membership: string;
}

/** Groups of one agent: in version 1 a folder for each controller, in version 2 one for all. */
interface Layout {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly cpu: string;
}

/**
 * Limits by control groups, below the agent's own group: so what limits the agent goes on limiting
 * its tasks. Of version 1 the controllers `cpu` and `memory`, or version 2.
 */
export class Cgroups {
  private readonly layout: Layout;

  private constructor(layout: Layout) {
    this.layout = layout;
  }

  /** @returns why there are none, where the machine does not allow it */
  static probe(name: string, place: CgroupPlace = thisMachine()): Cgroups | string {
    const tried: string[] = [];
    for (const layout of layouts(name, place)) {
      const cgroups = new Cgroups(layout);
      try {
        for (const folder of new Set([layout.memory, layout.cpu])) prepare(folder, layout.version);
        const probed = `${process.pid}-probe`;
        cgroups.create(probed, { cpus: 1, memMb: 64 });
        cgroups.remove(probed);
        return cgroups;
      } catch (error) {
        tried.push(`version ${layout.version}: ${String(error)}`);
      }
    }
    return tried.length === 0 ? 'the kernel shows no cgroups' : tried.join('; ');
  }

  /**
   * Makes a container's groups.
   * @returns the files into which a process is entered to be in them
   */
  create(id: string, limits: ContainerLimits): string[] {
    const folders = this.folders(id);
    for (const folder of new Set([folders.memory, folders.cpu])) makeFolder(folder);
    this.limit(id, limits);
    return [...new Set([folders.memory, folders.cpu])].map((path) => join(path, 'cgroup.procs'));
  }

  /** Other limits for a container whose groups are there. */
  limit(id: string, limits: ContainerLimits): void {
    const { version } = this.layout;
    const folders = this.folders(id);
    if (limits.cpus !== undefined) {
      const quota = Math.max(CPU_QUOTA_MIN_US, Math.round(limits.cpus * CPU_PERIOD_US));
      if (version === 2) write(folders.cpu, 'cpu.max', `${quota} ${CPU_PERIOD_US}`);
      else {
        write(folders.cpu, 'cpu.cfs_period_us', `${CPU_PERIOD_US}`);
        write(folders.cpu, 'cpu.cfs_quota_us', `${quota}`);
      }
    }
    if (limits.memMb !== undefined) {
      const bytes = `${Math.round(limits.memMb * 2 ** 20)}`;
      write(folders.memory, version === 2 ? 'memory.max' : 'memory.limit_in_bytes', bytes);
    }
  }

  /** Whether the kernel killed one of its processes for want of memory. */
  oomKilled(id: string): boolean {
    const name = this.layout.version === 2 ? 'memory.events' : 'memory.oom_control';
    const text = readIfThere(join(this.folders(id).memory, name)) ?? '';
    return /^oom_kill [1-9]/m.test(text);
  }

  /** Kills whatever is still in its groups, also what has left the process group. */
  killAll(id: string): void {
    const text = readIfThere(join(this.folders(id).memory, 'cgroup.procs')) ?? '';
    for (const pid of text.split('\n').filter((line) => line !== '')) {
      signal(Number(pid), 'SIGKILL');
    }
  }

  /** Removes its groups; false while processes are still in them. */
  remove(id: string): boolean {
    const folders = this.folders(id);
    return [...new Set([folders.memory, folders.cpu])].every(removeFolder);
  }

  /** Removes the agent's own groups, unless containers are still in them. */
  removeAll(): void {
    for (const folder of new Set([this.layout.memory, this.layout.cpu])) removeFolder(folder);
  }

  private folders(id: string): { memory: string; cpu: string } {
    return { memory: join(this.layout.memory, id), cpu: join(this.layout.cpu, id) };
  }
}

/** Sends a signal; nothing where nobody is there any more. A negative number is a group. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) throw error;
  }
}

function thisMachine(): CgroupPlace {
  return { mount: '/sys/fs/cgroup', membership: readIfThere('/proc/self/cgroup') ?? '' };
}

function layouts(name: string, { mount, membership }: CgroupPlace): Layout[] {
  const own = new Map<string, string>();
  for (const line of membership.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    for (const controller of controllers.split(',')) own.set(controller, path);
  }
  const found: Layout[] = [];
  const [memory, cpu, unified] = [own.get('memory'), own.get('cpu'), own.get('')];
  if (memory !== undefined && cpu !== undefined) {
    found.push({
      version: 1,
      memory: join(mount, 'memory', memory, name),
      cpu: join(mount, 'cpu', cpu, name),
    });
  } else if (unified !== undefined) {
    const folder = join(mount, unified, name);
    found.push({ version: 2, memory: folder, cpu: folder });
  }
  return found;
}

/** The agent's folder; in version 2 it must hand the controllers down. */
function prepare(folder: string, version: 1 | 2): void {
  makeFolder(folder);
  if (version === 1) return;
  const held = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trimEnd().split(' ');
  for (const wanted of ['cpu', 'memory']) {
    if (!held.includes(wanted)) {
      throw new Error(`${folder} holds the controllers "${held.join(' ')}", wanted ${wanted} too`);
    }
  }
  write(folder, 'cgroup.subtree_control', '+cpu +memory');
}

/** Not with `recursive`: where the kernel makes the files, Node 20 may then try without end. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
}

function write(folder: string, name: string, value: string): void {
  writeFileSync(join(folder, name), value);
}

function removeFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true;
    if (isCode(error, 'EBUSY')) return false;
    throw error;
  }
}
