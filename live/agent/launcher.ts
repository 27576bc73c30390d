import type { ContainerExit, ContainerSpec, Containerizer } from '../containers/containerizer.ts';
import type { OtherUsers } from '../containers/other-user.ts';
import type { MesosTask } from '../mesos/call-schema.ts';
import type { MesosResource } from '../mesos/resource-codec.ts';
import type { Fetcher } from './fetcher/fetcher.ts';
import type { PersistentVolumes } from './persistent-volumes.ts';
import { type SandboxOwner, makeSandbox } from './sandbox.ts';

/** A container that is to run. */
export interface Launch {
  readonly spec: ContainerSpec;
  readonly command: MesosTask['command'];
  readonly owner: SandboxOwner;
  /** Of its framework; a command may name another. */
  readonly user: string;
  /** What it holds: persistent volumes among that are given to it. */
  readonly resources: readonly MesosResource[];
}

/** Makes sandboxes, fetches what commands need into them, and launches their containers. */
export class Launcher {
  private readonly workDir: string;
  private readonly fetcher: Fetcher;
  private readonly containerizer: Containerizer;
  private readonly users: OtherUsers | null;
  private readonly volumes: PersistentVolumes;
  /** By container: ends the fetching. */
  private readonly fetching = new Map<string, AbortController>();

  /** @param users null where all runs as the agent does */
  constructor(
    workDir: string,
    fetcher: Fetcher,
    containerizer: Containerizer,
    users: OtherUsers | null,
    volumes: PersistentVolumes,
  ) {
    this.workDir = workDir;
    this.fetcher = fetcher;
    this.containerizer = containerizer;
    this.users = users;
    this.volumes = volumes;
  }

  /** @param ended hears of a container that never ran; not called from inside this call */
  launch(
    { spec: asked, command, owner, user: usual, resources }: Launch,
    ended: (exit: ContainerExit) => void,
  ): void {
    const uris = command?.uris ?? [];
    const user = command?.user ?? usual;
    let spec: ContainerSpec;
    try {
      makeSandbox(this.workDir, owner);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setImmediate(() => ended(neverRan('LAUNCH_FAILED', `no sandbox: ${reason}`)));
      return;
    }
    try {
      const given = this.volumes.give(asked, resources);
      spec = given.spec;
      if (spec.image === null) this.own(given.folders, user);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setImmediate(() => ended(neverRan('LAUNCH_FAILED', reason)));
      return;
    }
    if (uris.length === 0) return this.run(spec, user, ended);
    const over = new AbortController();
    this.fetching.set(spec.id, over);
    this.fetcher.fetch(uris, spec.sandbox, command?.user ?? '', over.signal).then(
      () => {
        if (this.fetching.delete(spec.id)) this.run(spec, user, ended);
        else ended(neverRan('KILLED', 'killed before it was started'));
      },
      (error: unknown) => {
        const wasWanted = this.fetching.delete(spec.id);
        const reason = error instanceof Error ? error.message : String(error);
        ended(neverRan(wasWanted ? 'LAUNCH_FAILED' : 'KILLED', reason));
      },
    );
  }

  /**
   * Volumes of a task that an executor's process is given while it runs.
   * @throws Error that says what cannot be done
   */
  giveVolumes(sandbox: string, resources: readonly MesosResource[], user: string): void {
    this.own(this.volumes.giveLater(sandbox, resources), user);
  }

  private own(folders: readonly string[], user: string): void {
    for (const folder of folders) this.users?.give(folder, user);
  }

  private run(spec: ContainerSpec, user: string, ended: (exit: ContainerExit) => void): void {
    try {
      this.containerizer.launch(this.users?.switched(spec, user) ?? spec);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      setImmediate(() => ended(neverRan('LAUNCH_FAILED', reason)));
    }
  }

  /** Also one that is not there yet. */
  kill(container: string, graceMs: number): void {
    const fetching = this.fetching.get(container);
    if (fetching === undefined) return this.containerizer.kill(container, graceMs);
    this.fetching.delete(container);
    fetching.abort(new Error('killed before it was started'));
  }

  /** Fetches nothing more. */
  close(): void {
    for (const fetching of this.fetching.values()) fetching.abort(new Error('the agent ends'));
    this.fetching.clear();
  }
}

/** The end of a container that never ran. */
export function neverRan(reason: ContainerExit['reason'], message: string): ContainerExit {
  return { code: null, signal: null, oomKilled: false, reason, message };
}
