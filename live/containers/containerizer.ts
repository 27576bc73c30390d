/** Names a container for as long as the agent knows it: letters, digits, `_`, `.` and `-`. */
export type ContainerId = string;

/** The form of a {@link ContainerId}: it becomes a folder's name, and part of a Docker name. */
export const CONTAINER_ID: RegExp = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,199}$/;

/** What to run: a line for `/bin/sh -c`, or a program with its arguments. */
export type Command = { readonly shell: string } | { readonly argv: readonly string[] };

/** The image a container starts from, and how its network looks. */
export interface ContainerImage {
  /** `name:tag`, or a digest. */
  readonly name: string;
  /** Whether to pull it even where the engine has it (`force_pull_image`). */
  readonly pull: 'ALWAYS' | 'IF_MISSING';
  readonly network: 'HOST' | 'BRIDGE' | 'NONE' | { readonly named: string };
  readonly hostname?: string;
  /** Options of `docker run` that were found good. */
  readonly parameters?: readonly { readonly key: string; readonly value: string }[];
  /** It may do on the machine what root may. */
  readonly privileged?: boolean;
}

/** A port of the machine that leads to one of the container; for BRIDGE and named networks. */
export interface PortMapping {
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

/** A folder of the machine, absolute, and where the container sees it, absolute. */
export interface VolumeMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly mode: 'RW' | 'RO';
}

/** Most that a container may use: CPUs and megabytes (2^20 bytes); no bound where one is absent. */
export interface ContainerLimits {
  readonly cpus?: number;
  readonly memMb?: number;
}

/** What to run and how. The sandbox exists, with all that was fetched for it. */
export interface ContainerSpec {
  readonly id: ContainerId;
  /** Null for what the image says: then there must be an image. */
  readonly command: Command | null;
  /** Besides PATH and MESOS_SANDBOX, which the containerizer sets unless they stand here. */
  readonly environment: Readonly<Record<string, string>>;
  /** None for a plain process. */
  readonly image: ContainerImage | null;
  readonly limits: ContainerLimits;
  /** Absolute; its working directory, where its `stdout` and `stderr` are. */
  readonly sandbox: string;
  readonly ports: readonly PortMapping[];
  readonly volumes: readonly VolumeMount[];
  readonly labels: Readonly<Record<string, string>>;
}

/** How a container ended. */
export interface ContainerExit {
  /** Null where a signal ended it, or where it is not known. */
  readonly code: number | null;
  /** `SIGKILL`, say; null where it ended by itself, or where it is not known. */
  readonly signal: string | null;
  /** It wanted more memory than its limit. */
  readonly oomKilled: boolean;
  /**
   * - EXITED: by itself, or somebody else ended it
   * - KILLED: {@link Containerizer.kill} was called before it ended
   * - LAUNCH_FAILED: it never ran
   * - LOST: it is gone, and nobody knows how it ended
   */
  readonly reason: 'EXITED' | 'KILLED' | 'LAUNCH_FAILED' | 'LOST';
  /** For people: what happened, and where it failed what was wanted. */
  readonly message: string;
}

/** Where a running container is to be found. */
export interface ContainerPlace {
  /** Of its first process, as the machine counts; null where it is not known. */
  readonly pid: number | null;
  /** Null for the machine's own. */
  readonly ip: string | null;
}

/**
 * What an earlier process of the agent left: running containers, and those that ended and were not
 * removed. Of a running one {@link ContainerListener.exited} tells later; `running` does not.
 */
export type RecoveredContainer = { readonly id: ContainerId } & (
  | { readonly place: ContainerPlace; readonly exit: null }
  | { readonly place: null; readonly exit: ContainerExit }
);

/** What a container has used so far. */
export interface ContainerUsage {
  /** Milliseconds since the epoch. */
  readonly timestampMs: number;
  readonly cpusUserSecs: number;
  readonly cpusSystemSecs: number;
  readonly memRssBytes: number;
}

/** Hears what becomes of containers. Called in steps of their own, never from inside a call. */
export interface ContainerListener {
  /** At most once for each launch. */
  running(id: ContainerId, place: ContainerPlace): void;
  /** Exactly once for each launch, and for each container recovered running. */
  exited(id: ContainerId, exit: ContainerExit): void;
}

/**
 * Runs containers. They outlive the agent's process; `recover` finds them again.
 *
 * No method throws or rejects over what becomes of a container: that is heard as `exited`.
 */
export interface Containerizer {
  /** What it cannot do on this machine, one sentence each: no limits, say. */
  readonly shortcomings: readonly string[];
  /** Before anything else, once. Rejects where the machine cannot run containers at all. */
  recover(): Promise<readonly RecoveredContainer[]>;
  launch(spec: ContainerSpec): void;
  /**
   * TERM, and KILL for all of its processes when it has not ended in time. Asked again with less
   * time, that counts. Nothing for a container that has ended or is not known.
   */
  kill(id: ContainerId, graceMs: number): void;
  /** Other limits from now on; nothing for a container that does not run. */
  limit(id: ContainerId, limits: ContainerLimits): void;
  /** Null for one that does not run. */
  usage(id: ContainerId): Promise<ContainerUsage | null>;
  /**
   * Runs a command beside the container's own, in its place and with its environment.
   * @returns its exit code; null where it took longer, was killed, or the container does not run
   */
  execute(id: ContainerId, command: Command, timeoutMs: number): Promise<number | null>;
  /**
   * Forgets a container that has ended, so that `recover` does not find it any more: for when its
   * end is known elsewhere for good. Its sandbox stays.
   */
  remove(id: ContainerId): Promise<void>;
  /** Stops listening; containers run on. */
  close(): Promise<void>;
}
