import type { ContainerCreateOptions, HostConfig } from 'dockerode';

/** Mesos v1 `DockerInfo.parameters`: long options of `docker run`, without their dashes. */
export interface DockerParameter {
  readonly key: string;
  readonly value: string;
}

interface Options {
  readonly container: ContainerCreateOptions;
  readonly host: HostConfig;
}

/** What an option does; those that are not here would give a container more than others have. */
const KNOWN: ReadonlyMap<string, (options: Options, value: string) => void> = new Map([
  ['add-host', ({ host }, value) => (host.ExtraHosts = [...(host.ExtraHosts ?? []), value])],
  ['cap-drop', ({ host }, value) => (host.CapDrop = [...listOf(host.CapDrop), value])],
  ['dns', ({ host }, value) => (host.Dns = [...(host.Dns ?? []), value])],
  ['dns-search', ({ host }, value) => (host.DnsSearch = [...(host.DnsSearch ?? []), value])],
  ['env', ({ container }, value) => (container.Env = [...(container.Env ?? []), value])],
  ['hostname', ({ container }, value) => (container.Hostname = value)],
  ['init', ({ host }, value) => (host.Init = value !== 'false')],
  ['label', ({ container }, value) => addLabel(container, value)],
  ['read-only', ({ host }, value) => (host.ReadonlyRootfs = value !== 'false')],
  ['tmpfs', ({ host }, value) => addTmpfs(host, value)],
  ['user', ({ container }, value) => (container.User = value)],
  ['workdir', ({ container }, value) => (container.WorkingDir = value)],
] satisfies [string, (options: Options, value: string) => void][]);

/** What is wrong with a task's parameters, or null. */
export function problemOfParameters(parameters: readonly DockerParameter[]): string | null {
  const strange = parameters.find(({ key }) => !KNOWN.has(key));
  if (strange === undefined) return null;
  return `docker parameter '${strange.key}': wanted one of ${[...KNOWN.keys()].join(', ')}`;
}

/** Enters parameters into what the engine is asked to create; none of the agent's is replaced. */
export function applyParameters(
  container: ContainerCreateOptions,
  host: HostConfig,
  parameters: readonly DockerParameter[],
): void {
  for (const { key, value } of parameters) KNOWN.get(key)?.({ container, host }, value);
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function addLabel(container: ContainerCreateOptions, text: string): void {
  const [name, ...rest] = text.split('=');
  // By its labels an agent finds its containers again.
  if (name.startsWith('evenhand.')) return;
  container.Labels = { ...container.Labels, [name]: rest.join('=') };
}

function addTmpfs(host: HostConfig, text: string): void {
  const [path, ...options] = text.split(':');
  host.Tmpfs = { ...host.Tmpfs, [path]: options.join(':') };
}
