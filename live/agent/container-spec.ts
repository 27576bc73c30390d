import type { AgentTask } from '../../core/agent/agent-io.ts';
import { LIVE_SPACE } from '../../core/recording/live-space.ts';
import { fromMilli } from '../../core/resources/quantities.ts';
import type {
  Command,
  ContainerImage,
  ContainerSpec,
  PortMapping,
  VolumeMount,
} from '../containers/containerizer.ts';
import type { MesosContainer, MesosTask } from '../mesos/call-schema.ts';
import { problemOfParameters } from '../containers/docker-parameters.ts';
import type { SandboxOwner } from './sandbox.ts';
import { type TaskContainer, mesosTaskOf } from './task-container.ts';

/**
 * What to run for a task.
 * @returns why it cannot be run, as a text
 */
export function containerSpec(
  task: AgentTask,
  container: TaskContainer,
  owner: SandboxOwner,
  mayBePrivileged: boolean,
): ContainerSpec | string {
  const said = mesosTaskOf(task);
  if (said === null) return 'its TaskInfo cannot be read';
  const { command, container: box } = said;
  const image = imageOf(box, mayBePrivileged);
  if (typeof image === 'string') return image;
  const closed = portsOf(box).find(({ hostPort }) => !hasPort(task, hostPort));
  if (closed !== undefined) return `port ${closed.hostPort}: wanted one of the task's own`;
  const run = commandOf(command);
  if (run === null && image === null) return 'wanted a command or an image, found neither';
  const limits = limitsOf(task);
  return {
    id: container.id,
    command: run,
    environment: {
      ...variablesOf(command),
      MESOS_TASK_ID: said.task_id.value,
      MESOS_FRAMEWORK_ID: owner.framework,
      MESOS_EXECUTOR_ID: owner.executor,
      MESOS_SLAVE_ID: owner.agent,
      MESOS_DIRECTORY: container.sandbox,
    },
    image,
    limits,
    sandbox: container.sandbox,
    ports: portsOf(box),
    volumes: mountsOf(box),
    labels: {
      MESOS_TASK_ID: said.task_id.value,
      MESOS_FRAMEWORK_ID: owner.framework,
      MESOS_SLAVE_ID: owner.agent,
    },
  };
}

/** Mesos's `CommandInfo` as it is run; null for what the image says. */
export function commandOf(said: MesosTask['command']): Command | null {
  if (said?.value === undefined) return null;
  if (said.shell) return { shell: said.value };
  // The first argument is the program's name for itself.
  return { argv: [said.value, ...said.arguments.slice(1)] };
}

export function portsOf(box: MesosContainer | undefined): PortMapping[] {
  return (box?.docker?.port_mappings ?? []).map((port) => ({
    hostPort: port.host_port,
    containerPort: port.container_port,
    protocol: port.protocol === 'udp' ? 'udp' : 'tcp',
  }));
}

export function mountsOf(box: MesosContainer | undefined): VolumeMount[] {
  return (box?.volumes ?? []).flatMap(({ host_path: hostPath, container_path: path, mode }) =>
    hostPath === undefined ? [] : [{ hostPath, containerPath: path, mode }],
  );
}

export function variablesOf(said: MesosTask['command']): Record<string, string> {
  const variables = said?.environment?.variables ?? [];
  return Object.fromEntries(variables.map(({ name, value = '' }) => [name, value]));
}

/** @returns why there is none, as a text, where what is said makes no sense */
export function imageOf(
  container: MesosContainer | undefined,
  mayBePrivileged: boolean,
): ContainerImage | null | string {
  if (container === undefined) return null;
  const { docker, mesos, network_infos: networks, hostname } = container;
  const named = hostname === undefined ? {} : { hostname };
  if (docker !== undefined) {
    const [first] = networks;
    const user = first?.name;
    if (docker.network === 'USER' && user === undefined) {
      return 'network USER: wanted network_infos with a name';
    }
    const { privileged, parameters } = docker;
    if (privileged && !mayBePrivileged) {
      return 'a privileged container: wanted one that is not, or --allow-privileged at the agent';
    }
    const problem = problemOfParameters(parameters);
    if (problem !== null) return problem;
    return {
      ...{ privileged, parameters },
      name: docker.image,
      pull: docker.force_pull_image ? 'ALWAYS' : 'IF_MISSING',
      network: docker.network === 'USER' ? { named: user ?? '' } : docker.network,
      ...named,
    };
  }
  const image = mesos?.image?.docker?.name;
  return image === undefined
    ? null
    : { name: image, pull: 'IF_MISSING', network: 'HOST', ...named };
}

/** Besides what the task has, the command executor's overhead, as Mesos adds it. */
function limitsOf({ info }: AgentTask): ContainerSpec['limits'] {
  const amount = (name: string): number => {
    const limit = info.limits?.get(name);
    if (limit !== undefined) return limit;
    return (info.resources[LIVE_SPACE.id(name)] ?? 0) + (info.rest?.quantity(name) ?? 0);
  };
  const [cpus, mem] = [amount('cpus'), amount('mem')];
  return {
    ...(cpus > 0 && Number.isFinite(cpus) ? { cpus: fromMilli(cpus + OVERHEAD_CPUS) } : {}),
    ...(mem > 0 && Number.isFinite(mem) ? { memMb: fromMilli(mem + OVERHEAD_MEM) } : {}),
  };
}

/** Thousandths of CPUs and of megabytes. */
const OVERHEAD_CPUS = 100;
const OVERHEAD_MEM = 32_000;

/** Whether a port of the machine is one that the task was given. */
function hasPort({ info }: AgentTask, port: number): boolean {
  for (const { name, value } of info.rest ?? []) {
    if (name !== 'ports' || value.kind !== 'ranges') continue;
    if (value.ranges.some(({ begin, end }) => begin <= port && port <= end)) return true;
  }
  return false;
}
