import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Cgroups, signal } from './cgroups.ts';
import {
  CONTAINER_ID,
  type Command,
  type ContainerExit,
  type ContainerId,
  type ContainerLimits,
  type ContainerListener,
  type ContainerSpec,
  type ContainerUsage,
  type Containerizer,
  type RecoveredContainer,
} from './containerizer.ts';
import { OutputRotation, openOutput } from './output-files.ts';
import { userOfProcess } from './other-user.ts';
import { usageByGroup } from './process-table.ts';
import { SUPERVISOR, StateFolder, isAlive, isCode, readStatus } from './supervisor.ts';
import { Stopping } from './stopping.ts';

/** How often to look whether recovered containers have ended: nobody tells their new agent. */
const LOOK_MS = 100;
/** How often to look whether output files have grown beyond their bounds. */
const ROTATE_MS = 1_000;
/** How old the usage told may be: it takes a walk over all processes of the machine. */
const USAGE_AGE_MS = 500;
/** How long a supervisor that an earlier agent has just started may take to say so. */
const STARTING_MS = 500;

export interface ProcessContainerizerOptions {
  /** Absolute; the containerizer's own, beside the agent's checkpoints. One agent's only. */
  readonly stateFolder: string;
  readonly listener: ContainerListener;
  /** Bytes of a `stdout` or `stderr` before it is rotated; `OUTPUT_BYTES_MAX` unless given. */
  readonly outputBytesMax?: number;
  /** Of the agent's control group below its own; none are used where it is null. */
  readonly cgroupName?: string | null;
  /** Hears what went wrong that is nobody's end: rotation, a group that cannot be removed. */
  readonly complain?: (problem: string) => void;
}

/** A container that runs, or is about to. */
interface Running {
  readonly id: ContainerId;
  readonly state: StateFolder;
  readonly sandbox: string;
  /** Null for a recovered one, whose end has to be looked for. */
  readonly child: ChildProcess | null;
  told: boolean;
  readonly stopping: Stopping;
}

/**
 * Containers that are processes of the machine, each in a session and process group of its own,
 * with limits where the machine has control groups for us. See `supervisor.ts` for what outlives
 * the agent. Linux only.
 */
export class ProcessContainerizer implements Containerizer {
  readonly shortcomings: readonly string[];
  private readonly options: ProcessContainerizerOptions;
  private readonly cgroups: Cgroups | null;
  private readonly setsid: string | undefined;
  private readonly containers = new Map<ContainerId, Running>();
  private readonly timers: NodeJS.Timeout[] = [];
  private usages: { readonly atMs: number; readonly groups: Map<number, ContainerUsage> } | null =
    null;
  private readonly rotation: OutputRotation;
  private closed = false;

  constructor(options: ProcessContainerizerOptions) {
    this.options = options;
    const name = options.cgroupName ?? null;
    const probed = name === null ? 'the agent is told to use none' : Cgroups.probe(name);
    this.cgroups = typeof probed === 'string' ? null : probed;
    this.shortcomings =
      typeof probed === 'string'
        ? [`CPU and memory limits of processes are not enforced: ${probed}`]
        : [];
    this.setsid = ['/usr/bin/setsid', '/bin/setsid'].find((path) => existsSync(path));
    this.rotation = new OutputRotation(options.outputBytesMax, (id, error) => {
      this.complain(id, error);
    });
  }

  async recover(): Promise<readonly RecoveredContainer[]> {
    if (this.setsid === undefined || !existsSync('/proc/self/stat')) {
      throw new Error('process containers need Linux with /proc and setsid (util-linux)');
    }
    mkdirSync(this.options.stateFolder, { recursive: true });
    const ids = readdirSync(this.options.stateFolder).sort();
    const recovered = await Promise.all(ids.map((id) => this.recoverOne(id)));
    this.every(LOOK_MS, () => this.look());
    this.every(ROTATE_MS, () => void this.rotation.look(this.containers.values()));
    return recovered;
  }

  launch(spec: ContainerSpec): void {
    try {
      this.start(spec);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setImmediate(() => this.tellExit(spec.id, failedLaunch(message)));
    }
  }

  kill(id: ContainerId, graceMs: number): void {
    const container = this.containers.get(id);
    if (container === undefined) return;
    if (!container.stopping.ask(graceMs, () => this.send(container, 'SIGKILL'))) return;
    try {
      container.state.write('killed');
    } catch (error) {
      // A full disk must not keep it alive; only after a restart would it count as EXITED.
      this.complain(id, error);
    }
    this.send(container, container.stopping.due ?? 'SIGTERM');
  }

  limit(id: ContainerId, limits: ContainerLimits): void {
    if (!this.containers.has(id)) return;
    try {
      this.cgroups?.limit(id, limits);
    } catch (error) {
      this.complain(id, error);
    }
  }

  async usage(id: ContainerId): Promise<ContainerUsage | null> {
    const task = this.containers.get(id)?.state.task ?? null;
    if (task === null) return null;
    const nowMs = Date.now();
    if (this.usages === null || Math.abs(nowMs - this.usages.atMs) > USAGE_AGE_MS) {
      this.usages = { atMs: nowMs, groups: usageByGroup(nowMs) };
    }
    return this.usages.groups.get(task.pid) ?? null;
  }

  execute(id: ContainerId, command: Command, timeoutMs: number): Promise<number | null> {
    const container = this.containers.get(id);
    const task = container?.state.task ?? null;
    if (container === undefined || task === null || !isAlive(task)) return Promise.resolve(null);
    const [program, ...rest] = argvOf(command);
    return new Promise((settle) => {
      try {
        const child = spawn(program, rest, {
          cwd: container.sandbox,
          env: environmentOf(task.pid),
          // As the task: what it says in its environment must not be heard by root.
          ...userOfProcess(task.pid),
          stdio: 'ignore',
          detached: true,
        });
        const timer = setTimeout(() => {
          if (child.pid !== undefined) signal(-child.pid, 'SIGKILL');
        }, timeoutMs);
        child.once('exit', (code) => settle(code));
        child.once('error', () => settle(127));
        child.once('close', () => clearTimeout(timer));
      } catch (error) {
        this.complain(id, error);
        settle(null);
      }
    });
  }

  async remove(id: ContainerId): Promise<void> {
    if (this.containers.has(id) || !CONTAINER_ID.test(id)) return;
    await rm(this.folder(id), { recursive: true, force: true });
  }

  close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const { stopping } of this.containers.values()) stopping.end();
    this.cgroups?.removeAll();
    return Promise.resolve();
  }

  private start(spec: ContainerSpec): void {
    const { id, sandbox, command } = spec;
    if (!CONTAINER_ID.test(id)) throw new Error(`container id "${id}", wanted ${CONTAINER_ID}`);
    if (this.setsid === undefined) throw new Error('setsid (util-linux) is missing');
    if (spec.image !== null || command === null) {
      throw new Error(`${id}: a process has a command and no image`);
    }
    if (spec.volumes.length > 0) throw new Error(`${id}: processes have no volumes to mount`);
    const state = new StateFolder(this.folder(id));
    mkdirSync(state.path);
    state.write('sandbox', resolve(sandbox));
    const groups = this.cgroups?.create(id, spec.limits) ?? [];
    const output = openOutput(sandbox, 'stdout');
    const errors = openOutput(sandbox, 'stderr');
    const child = spawn(
      '/bin/sh',
      ['-c', SUPERVISOR, 'evenhand', state.path, this.setsid, groups.join(' '), ...argvOf(command)],
      {
        cwd: sandbox,
        env: {
          PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
          MESOS_SANDBOX: sandbox,
          ...spec.environment,
        },
        stdio: ['ignore', output, errors, 'pipe'],
        detached: true,
      },
    );
    closeSync(output);
    closeSync(errors);
    const stopping = new Stopping();
    this.containers.set(id, { id, state, sandbox, child, told: false, stopping });
    const started = child.stdio[3];
    started?.once('data', () => {
      started.destroy();
      this.started(id);
    });
    child.once('error', (error) => this.settle(id, failedLaunch(error.message)));
    child.once('exit', (code) => {
      this.started(id);
      this.settle(id, code);
    });
    child.unref();
  }

  /** Told by its supervisor, or by its end where that is heard first. */
  private started(id: ContainerId): void {
    const container = this.containers.get(id);
    const task = container?.state.task ?? null;
    if (container === undefined || container.told || task === null || this.closed) return;
    container.told = true;
    this.options.listener.running(id, { pid: task.pid, ip: null });
    // It was not there yet when it was to be killed.
    const { due } = container.stopping;
    if (due !== null) this.send(container, due);
  }

  /** To all of a container's processes. */
  private send(container: Running, name: 'SIGTERM' | 'SIGKILL'): void {
    const { task } = container.state;
    if (this.closed || task === null) return;
    try {
      if (isAlive(task)) signal(-task.pid, name);
      if (name === 'SIGKILL') this.cgroups?.killAll(container.id);
    } catch (error) {
      this.complain(container.id, error);
    }
  }

  private async recoverOne(id: ContainerId): Promise<RecoveredContainer> {
    const state = new StateFolder(this.folder(id));
    // The agent before us may have died while the supervisor started.
    for (let waited = 0; state.supervisor === null && waited < STARTING_MS; waited += LOOK_MS) {
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    const { supervisor, sandbox } = state;
    if (state.status !== null || supervisor === null || !isAlive(supervisor) || sandbox === null) {
      return { id, place: null, exit: this.exitOf(id, state) };
    }
    const stopping = new Stopping();
    this.containers.set(id, { id, state, sandbox, child: null, told: true, stopping });
    return { id, place: { pid: state.task?.pid ?? null, ip: null }, exit: null };
  }

  private look(): void {
    for (const { id, child, state } of [...this.containers.values()]) {
      if (child !== null) continue;
      const { supervisor } = state;
      // The status is written by the supervisor's last command.
      if (state.status !== null || supervisor === null || !isAlive(supervisor)) this.settle(id);
    }
  }

  /** A container has ended: what is left of it goes, and the listener hears how. */
  private settle(id: ContainerId, end: ContainerExit | number | null = null): void {
    const container = this.containers.get(id);
    if (container === undefined || this.closed) return;
    this.containers.delete(id);
    container.stopping.end();
    const isExit = typeof end === 'object' && end !== null;
    this.tellExit(id, isExit ? end : this.exitOf(id, container.state, end));
  }

  private tellExit(id: ContainerId, exit: ContainerExit): void {
    if (!this.closed) this.options.listener.exited(id, exit);
  }

  /** @param heard its supervisor's status, which could not be written down where a disk is full */
  private exitOf(id: ContainerId, state: StateFolder, heard: number | null = null): ContainerExit {
    const { task } = state;
    const status = state.status ?? heard;
    try {
      if (status === null && task !== null && isAlive(task)) signal(-task.pid, 'SIGKILL');
      this.clearGroups(id, state);
    } catch (error) {
      this.complain(id, error);
    }
    if (task === null && status === 126) {
      return failedLaunch('its state could not be written down: is the disk full?');
    }
    const oomKilled = state.has('oom');
    if (status === null) {
      const message = 'its supervisor is gone and left no exit status';
      return { code: null, signal: null, oomKilled, reason: 'LOST', message };
    }
    const ended = readStatus(status);
    const how = ended.signal === null ? `exited with status ${status}` : `ended by ${ended.signal}`;
    return {
      ...ended,
      oomKilled,
      reason: state.has('killed') ? 'KILLED' : 'EXITED',
      message: oomKilled ? `${how}: it reached its memory limit` : how,
    };
  }

  /** The kernel forgets with the group that it killed for want of memory: write it down first. */
  private clearGroups(id: ContainerId, state: StateFolder): void {
    if (this.cgroups === null) return;
    if (this.cgroups.oomKilled(id)) state.write('oom');
    this.cgroups.killAll(id);
    if (this.cgroups.remove(id)) return;
    // What was killed needs a moment to be gone.
    setTimeout(() => {
      if (this.cgroups?.remove(id) === false) this.complain(id, 'its control group stays');
    }, LOOK_MS);
  }

  private every(ms: number, action: () => void): void {
    const timer = setInterval(action, ms);
    timer.unref();
    this.timers.push(timer);
  }

  private folder(id: ContainerId): string {
    return join(this.options.stateFolder, id);
  }

  private complain(id: ContainerId, problem: unknown): void {
    const text = problem instanceof Error ? problem.message : String(problem);
    this.options.complain?.(`container ${id}: ${text}`);
  }
}

function argvOf(command: Command): readonly string[] {
  return 'shell' in command ? ['/bin/sh', '-c', command.shell] : command.argv;
}

function failedLaunch(message: string): ContainerExit {
  return { code: null, signal: null, oomKilled: false, reason: 'LAUNCH_FAILED', message };
}

/** The environment a process was started with; none where it has just ended. */
function environmentOf(pid: number): Record<string, string> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(
      pairs
        .filter((pair) => pair.includes('='))
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return {};
    throw error;
  }
}
