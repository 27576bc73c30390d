import { existsSync, ftruncateSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import Docker from 'dockerode';
import { signal } from './cgroups.ts';
import {
  CONTAINER_ID,
  type Command,
  type ContainerExit,
  type ContainerId,
  type ContainerLimits,
  type ContainerImage,
  type ContainerListener,
  type ContainerPlace,
  type ContainerSpec,
  type ContainerUsage,
  type Containerizer,
  type RecoveredContainer,
} from './containerizer.ts';
import { LABELS, createOptions, limitOptions, nameOf } from './docker-config.ts';
import { OUTPUT_BYTES_MAX, OutputRotation, openOutput } from './output-files.ts';
import { readStatus } from './supervisor.ts';
import { Stopping } from './stopping.ts';
import { oomKills, wasUnseenOom } from './unseen-oom.ts';

const ROTATE_MS = 1_000;
/** How long to wait before asking an engine again that did not answer. */
const RETRY_MS = 1_000;

export interface DockerContainerizerOptions {
  readonly listener: ContainerListener;
  /** Names the agent on this machine: it finds its containers by it. */
  readonly agent: string;
  /** Absolute; the containerizer's own: which containers were to be killed. */
  readonly stateFolder: string;
  /** `/var/run/docker.sock` unless given. */
  readonly socketPath?: string;
  readonly outputBytesMax?: number;
  readonly complain?: (problem: string) => void;
}

interface Running {
  readonly id: ContainerId;
  readonly sandbox: string;
  /** Null until the engine has made it. */
  container: Docker.Container | null;
  started: boolean;
  readonly stopping: Stopping;
  /** What the kernel had killed before it started; null where it has no limit, or one from before. */
  killsBefore: number | null;
}

/** Containers of a Docker engine, version 20.10 (API 1.41) or later. */
export class DockerContainerizer implements Containerizer {
  readonly shortcomings: readonly string[] = [];
  private readonly options: DockerContainerizerOptions;
  private readonly docker: Docker;
  private readonly containers = new Map<ContainerId, Running>();
  private readonly streams = new Set<Readable>();
  private rotateTimer: NodeJS.Timeout | null = null;
  private readonly rotation: OutputRotation;
  private closed = false;

  constructor(options: DockerContainerizerOptions) {
    this.options = options;
    this.docker = new Docker({ socketPath: options.socketPath ?? '/var/run/docker.sock' });
    this.rotation = new OutputRotation(options.outputBytesMax, (id, error) => {
      this.complain(id, error);
    });
  }

  async recover(): Promise<readonly RecoveredContainer[]> {
    mkdirSync(this.options.stateFolder, { recursive: true });
    const filters = { label: [`${LABELS.agent}=${this.options.agent}`] };
    const found = await this.docker.listContainers({ all: true, filters });
    const recovered = await Promise.all(found.map((each) => this.recoverOne(each)));
    const rotate = (): void => void this.rotation.look(this.containers.values());
    this.rotateTimer = setInterval(rotate, ROTATE_MS);
    this.rotateTimer.unref();
    return recovered;
  }

  launch(spec: ContainerSpec): void {
    const { id, sandbox, image } = spec;
    const stopping = new Stopping();
    const none = { container: null, started: false, killsBefore: null };
    const running: Running = { id, sandbox, stopping, ...none };
    this.containers.set(id, running);
    this.run(spec, image, running).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.settle(running, exitWithout('LAUNCH_FAILED', message));
    });
  }

  kill(id: ContainerId, graceMs: number): void {
    const running = this.containers.get(id);
    if (running === undefined) return;
    if (!running.stopping.ask(graceMs, () => this.send(running, 'SIGKILL'))) return;
    try {
      writeFileSync(this.killedFile(id), '');
    } catch (error) {
      this.complain(id, error);
    }
    this.send(running, running.stopping.due ?? 'SIGTERM');
  }

  limit(id: ContainerId, limits: ContainerLimits): void {
    const container = this.containers.get(id)?.container;
    container?.update(limitOptions(limits)).catch((error: unknown) => this.complain(id, error));
  }

  async usage(id: ContainerId): Promise<ContainerUsage | null> {
    const container = this.containers.get(id)?.container ?? null;
    if (container === null) return null;
    try {
      const stats = await container.stats({ stream: false, 'one-shot': true });
      const { usage_in_usermode: user, usage_in_kernelmode: system } = stats.cpu_stats.cpu_usage;
      const cached = stats.memory_stats.stats?.inactive_file ?? 0;
      return {
        timestampMs: Date.now(),
        cpusUserSecs: user / 1e9,
        cpusSystemSecs: system / 1e9,
        memRssBytes: (stats.memory_stats.usage ?? 0) - cached,
      };
    } catch (error) {
      this.complain(id, error);
      return null;
    }
  }

  async execute(id: ContainerId, command: Command, timeoutMs: number): Promise<number | null> {
    const running = this.containers.get(id);
    if (running === undefined || running.container === null || !running.started) return null;
    const argv = 'shell' in command ? ['/bin/sh', '-c', command.shell] : [...command.argv];
    let timer: NodeJS.Timeout | null = null;
    try {
      const exec = await running.container.exec({ Cmd: argv, AttachStdout: true });
      const stream = await exec.start({});
      timer = setTimeout(() => void this.endExec(id, exec, stream), timeoutMs);
      stream.resume();
      await finished(stream, { writable: false });
      const { ExitCode: code } = await exec.inspect();
      return code === 137 ? null : code;
    } catch (error) {
      this.complain(id, error);
      return null;
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
  }

  async remove(id: ContainerId): Promise<void> {
    if (this.containers.has(id) || !CONTAINER_ID.test(id)) return;
    try {
      await this.docker.getContainer(nameOf(id)).remove({ force: true, v: true });
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
    rmSync(this.killedFile(id), { force: true });
  }

  close(): Promise<void> {
    this.closed = true;
    if (this.rotateTimer !== null) clearInterval(this.rotateTimer);
    for (const { stopping } of this.containers.values()) stopping.end();
    for (const stream of this.streams) stream.destroy();
    return Promise.resolve();
  }

  private async run(
    spec: ContainerSpec,
    image: ContainerImage | null,
    running: Running,
  ): Promise<void> {
    if (!CONTAINER_ID.test(spec.id)) {
      throw new Error(`container id "${spec.id}", wanted ${CONTAINER_ID}`);
    }
    if (image === null) throw new Error(`${spec.id}: a Docker container has an image`);
    await this.fetchImage(image);
    if (this.closed) return;
    const bytesMax = this.options.outputBytesMax ?? OUTPUT_BYTES_MAX;
    const container = await this.docker.createContainer(
      createOptions(spec, image, this.options.agent, bytesMax),
    );
    running.container = container;
    if (running.stopping.due !== null) {
      this.settle(running, exitWithout('KILLED', 'killed before it was started'));
      return;
    }
    // Asked for before the start: it may end before we could ask.
    const ended = container.wait({ condition: 'next-exit' });
    ended.catch(() => null);
    if (spec.limits.memMb !== undefined) running.killsBefore = oomKills();
    await container.start();
    running.started = true;
    const place = placeOf(await container.inspect());
    if (this.closed) return;
    this.options.listener.running(spec.id, place);
    // It was to be killed while it started.
    const { due } = running.stopping;
    if (due !== null) this.send(running, due);
    await this.follow(running, container, ended);
  }

  /** Copies its output until it has ended, and says how. */
  private async follow(
    running: Running,
    container: Docker.Container,
    ended: Promise<unknown>,
  ): Promise<void> {
    const copied = this.copyOutput(running, container).catch((error: unknown) => {
      this.complain(running.id, error);
    });
    let waiting = ended;
    while (!this.closed) {
      try {
        await waiting;
        const found = await container.inspect();
        if (!found.State.Running) {
          await copied;
          this.settle(running, this.exitOf(running.id, found, running.killsBefore));
          return;
        }
      } catch (error) {
        if (isStatus(error, 404)) {
          this.settle(running, exitWithout('LOST', 'the engine does not know it any more'));
          return;
        }
        // The engine restarts, say: containers may live through that.
        this.complain(running.id, error);
        await new Promise((resume) => setTimeout(resume, RETRY_MS).unref());
      }
      waiting = container.wait();
    }
  }

  private async recoverOne(found: Docker.ContainerInfo): Promise<RecoveredContainer> {
    const id = found.Labels[LABELS.container] ?? found.Id;
    const container = this.docker.getContainer(found.Id);
    const inspected = await container.inspect();
    if (!inspected.State.Running) {
      return { id, place: null, exit: this.exitOf(id, inspected) };
    }
    const sandbox = found.Labels[LABELS.sandbox];
    const stopping = new Stopping();
    const known = { container, started: true, killsBefore: null };
    const running: Running = { id, sandbox, stopping, ...known };
    this.containers.set(id, running);
    this.follow(running, container, container.wait()).catch((error: unknown) => {
      this.complain(id, error);
    });
    return { id, place: placeOf(inspected), exit: null };
  }

  /** All of it from the start: what an earlier agent had copied is written anew. */
  private async copyOutput({ sandbox }: Running, container: Docker.Container): Promise<void> {
    const stream = await container.logs({ follow: true, stdout: true, stderr: true });
    const source = stream as unknown as Readable;
    this.streams.add(source);
    const [output, errors] = (['stdout', 'stderr'] as const).map((name) => {
      const file = openOutput(sandbox, name);
      ftruncateSync(file);
      return createWriteStream('', { fd: file });
    });
    try {
      this.docker.modem.demuxStream(source, output, errors);
      await finished(source, { writable: false });
    } catch (error) {
      if (!this.closed) throw error;
    } finally {
      this.streams.delete(source);
      await Promise.all(
        [output, errors].map((file) => new Promise<void>((resume) => file.end(resume))),
      );
    }
  }

  private exitOf(
    id: ContainerId,
    { State: state }: Docker.ContainerInspectInfo,
    killsBefore: number | null = null,
  ): ContainerExit {
    if (state.Status === 'created') {
      return exitWithout('LOST', 'it was created and not started');
    }
    const ended = readStatus(state.ExitCode);
    const wasAsked = existsSync(this.killedFile(id));
    const livedMs = Date.parse(state.FinishedAt) - Date.parse(state.StartedAt);
    const sudden = { ...ended, wasAsked, livedMs, killsBefore };
    const oomKilled = state.OOMKilled || wasUnseenOom(sudden, oomKills());
    const how =
      ended.signal === null ? `exited with status ${state.ExitCode}` : `ended by ${ended.signal}`;
    return {
      ...ended,
      oomKilled,
      reason: wasAsked ? 'KILLED' : 'EXITED',
      message: oomKilled ? `${how}: it reached its memory limit` : how,
    };
  }

  private send(running: Running, name: 'SIGTERM' | 'SIGKILL'): void {
    const { container, id, started } = running;
    if (this.closed || container === null || !started) return;
    container.kill({ signal: name }).catch((error: unknown) => {
      // It has just ended.
      if (!isStatus(error, 404) && !isStatus(error, 409)) this.complain(id, error);
    });
  }

  private async fetchImage({ name, pull }: ContainerImage): Promise<void> {
    if (pull === 'IF_MISSING') {
      try {
        await this.docker.getImage(name).inspect();
        return;
      } catch (error) {
        if (!isStatus(error, 404)) throw error;
      }
    }
    // Without a tag the engine would pull all of them.
    const tagged = /[:@][^/]*$/.test(name) ? name : `${name}:latest`;
    const progress = await this.docker.pull(tagged);
    await new Promise<void>((resume, refuse) => {
      this.docker.modem.followProgress(progress, (error) => {
        if (error) refuse(error);
        else resume();
      });
    });
  }

  /** The engine cannot end what `exec` started; the machine can, where it sees it. */
  private async endExec(id: ContainerId, exec: Docker.Exec, stream: Readable): Promise<void> {
    try {
      const { Pid: pid } = await exec.inspect();
      if (pid > 0) signal(pid, 'SIGKILL');
    } catch (error) {
      this.complain(id, error);
    }
    stream.destroy(new Error('a command beside the container took too long'));
  }

  private settle(running: Running, exit: ContainerExit): void {
    if (this.containers.get(running.id) !== running || this.closed) return;
    this.containers.delete(running.id);
    running.stopping.end();
    this.options.listener.exited(running.id, exit);
  }

  private killedFile(id: ContainerId): string {
    return join(this.options.stateFolder, `${id}.killed`);
  }

  private complain(id: ContainerId, problem: unknown): void {
    const text = problem instanceof Error ? problem.message : String(problem);
    if (!this.closed) this.options.complain?.(`container ${id}: ${text}`);
  }
}

function exitWithout(reason: ContainerExit['reason'], message: string): ContainerExit {
  return { code: null, signal: null, oomKilled: false, reason, message };
}

function placeOf({ State, NetworkSettings }: Docker.ContainerInspectInfo): ContainerPlace {
  const ips = Object.values(NetworkSettings.Networks ?? {}).map(({ IPAddress: ip }) => ip);
  return { pid: State.Pid > 0 ? State.Pid : null, ip: ips.find((ip) => ip !== '') ?? null };
}

/** Whether the engine answered with that HTTP status. */
function isStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === status;
}
