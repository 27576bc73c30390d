import type { KeyObject } from 'node:crypto';

import type { AgentExecutor, AgentTask } from '../../core/agent/agent-io.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import type { ContainerLimits, ContainerSpec } from '../containers/containerizer.ts';
import { type MesosExecutor, executorSchema } from '../mesos/call-schema.ts';
import { togetherOf } from '../mesos/resource-codec.ts';
import { carriedBy } from '../mesos/task-codec.ts';
import { commandOf, imageOf, mountsOf, portsOf, variablesOf } from './container-spec.ts';
import { executorToken } from '../security/executor-tokens.ts';
import type { SandboxOwner } from './sandbox.ts';
import type { TaskContainer } from './task-container.ts';

/** What executors of frameworks' own are told by their environment. */
export interface ExecutorSurroundings {
  /** `address:port` of the agent's API. */
  readonly endpoint: string;
  readonly shutdownGraceMs: number;
  /** What executors show themselves by is signed with; null where they need nothing. */
  readonly key: KeyObject | null;
  /** Containers may ask to do on the machine what root may. */
  readonly allowPrivileged: boolean;
  /** How long one of a framework that checkpoints may wait for its agent. */
  readonly recoveryTimeoutMs: number;
}

/** Longest wait between an executor's tries to subscribe again, milliseconds. */
const SUBSCRIPTION_BACKOFF_MS = 2000;

/** The executor as its framework wrote it; null where it carries none that can be read. */
export function mesosExecutorOf({ info }: AgentExecutor): MesosExecutor | null {
  const read = executorSchema.safeParse(carriedBy(info));
  return read.success ? read.data : null;
}

/** Its own, or the agent's. */
export function shutdownGraceMs(executor: AgentExecutor, usual: number): number {
  const grace = mesosExecutorOf(executor)?.shutdown_grace_period?.nanoseconds;
  return grace === undefined ? usual : Math.ceil(grace / 1e6);
}

/**
 * What to run for an executor of a framework's own.
 * @returns why it cannot be run, as a text
 */
export function executorSpec(
  executor: AgentExecutor,
  container: TaskContainer,
  owner: SandboxOwner,
  around: ExecutorSurroundings,
): ContainerSpec | string {
  const said = mesosExecutorOf(executor);
  if (said === null) return 'its ExecutorInfo cannot be read';
  const image = imageOf(said.container, around.allowPrivileged);
  if (typeof image === 'string') return image;
  const run = commandOf(said.command);
  if (run === null && image === null) return 'wanted a command or an image, found neither';
  return {
    id: container.id,
    command: run,
    environment: {
      ...variablesOf(said.command),
      ...executorVariables(executor, container, owner, around),
    },
    image,
    limits: limitsWith(executor, executor.waiting),
    sandbox: container.sandbox,
    ports: portsOf(said.container),
    volumes: mountsOf(said.container),
    labels: { MESOS_EXECUTOR_ID: owner.executor, MESOS_FRAMEWORK_ID: owner.framework },
  };
}

/**
 * What an executor may use with its tasks, which it divides among them as it likes; no bound where
 * none of them asks for any.
 */
export function limitsWith(executor: AgentExecutor, tasks: Iterable<AgentTask>): ContainerLimits {
  let held = togetherOf(executor.info);
  for (const { info } of tasks) held = held.plus(togetherOf(info));
  const [cpus, mem] = ['cpus', 'mem'].map((name) => fromMilli(held.quantity(name)));
  return { ...(cpus > 0 ? { cpus } : {}), ...(mem > 0 ? { memMb: mem } : {}) };
}

/** `mesos-semantics` part 20. */
function executorVariables(
  executor: AgentExecutor,
  container: TaskContainer,
  owner: SandboxOwner,
  { endpoint, shutdownGraceMs: usual, recoveryTimeoutMs, key }: ExecutorSurroundings,
): Record<string, string> {
  const { checkpoint } = executor.framework;
  const token = key === null ? null : executorToken(key, owner);
  return {
    MESOS_FRAMEWORK_ID: owner.framework,
    MESOS_EXECUTOR_ID: owner.executor,
    MESOS_AGENT_ID: owner.agent,
    MESOS_SLAVE_ID: owner.agent,
    MESOS_SLAVE_PID: `slave(1)@${endpoint}`,
    MESOS_AGENT_ENDPOINT: endpoint,
    MESOS_DIRECTORY: container.sandbox,
    ...(token === null ? {} : { MESOS_EXECUTOR_AUTHENTICATION_TOKEN: token }),
    MESOS_CHECKPOINT: checkpoint ? '1' : '0',
    MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: durationText(shutdownGraceMs(executor, usual)),
    ...(checkpoint
      ? {
          MESOS_RECOVERY_TIMEOUT: durationText(recoveryTimeoutMs),
          MESOS_SUBSCRIPTION_BACKOFF_MAX: durationText(SUBSCRIPTION_BACKOFF_MS),
        }
      : {}),
  };
}

/** As Mesos writes a duration: `5secs`. */
function durationText(ms: number): string {
  return ms % 60_000 === 0 && ms > 0 ? `${ms / 60_000}mins` : `${ms / 1000}secs`;
}
