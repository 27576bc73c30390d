import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { Command, ContainerImage, ContainerLimits, ContainerSpec } from './containerizer.ts';
import { applyParameters } from './docker-parameters.ts';

/** Labels by which an agent finds its containers again; `evenhand.` is ours. */
export const LABELS = {
  agent: 'evenhand.agent',
  container: 'evenhand.container',
  sandbox: 'evenhand.sandbox',
} as const;

/** Where a container sees its sandbox, as in Mesos (`--sandbox_directory`). */
export const SANDBOX_MOUNT = '/mnt/mesos/sandbox';

/** Mesos's name of a container, which people look for in `docker ps`. */
export function nameOf(id: string): string {
  return `mesos-${id}`;
}

/**
 * What the engine is asked to create. No capability is added, and none can be gained, unless the
 * image is said to be privileged.
 * @param bytesMax of the engine's own copy of the output
 */
export function createOptions(
  spec: ContainerSpec,
  image: ContainerImage,
  agent: string,
  bytesMax: number,
): ContainerCreateOptions {
  const { id, ports } = spec;
  const host = hostConfig(spec, image, bytesMax);
  const options: ContainerCreateOptions = {
    name: nameOf(id),
    Image: image.name,
    Env: Object.entries({ MESOS_SANDBOX: SANDBOX_MOUNT, ...spec.environment }).map(
      ([name, value]) => `${name}=${value}`,
    ),
    Labels: {
      ...spec.labels,
      [LABELS.agent]: agent,
      [LABELS.container]: id,
      [LABELS.sandbox]: spec.sandbox,
    },
    ExposedPorts: Object.fromEntries(
      ports.map(({ containerPort, protocol }) => [`${containerPort}/${protocol}`, {}]),
    ),
    HostConfig: host,
    ...commandOf(spec.command),
  };
  if (image.hostname !== undefined) options.Hostname = image.hostname;
  applyParameters(options, host, image.parameters ?? []);
  return options;
}

function hostConfig(spec: ContainerSpec, image: ContainerImage, bytesMax: number): HostConfig {
  const { limits, ports, volumes } = spec;
  const config: HostConfig = {
    NetworkMode:
      typeof image.network === 'string' ? image.network.toLowerCase() : image.network.named,
    PortBindings: Object.fromEntries(
      ports.map(({ hostPort, containerPort, protocol }) => [
        `${containerPort}/${protocol}`,
        [{ HostPort: `${hostPort}` }],
      ]),
    ),
    Mounts: [
      { Type: 'bind', Source: spec.sandbox, Target: SANDBOX_MOUNT },
      ...volumes.map(({ hostPath, containerPath, mode }) => ({
        Type: 'bind' as const,
        Source: hostPath,
        Target: containerPath,
        ReadOnly: mode === 'RO',
      })),
    ],
    LogConfig: { Type: 'json-file', Config: { 'max-size': `${bytesMax}`, 'max-file': '2' } },
    SecurityOpt: ['no-new-privileges'],
    ...(image.privileged === true ? { Privileged: true } : {}),
  };
  return { ...config, ...limitOptions(limits) };
}

/** What the engine is asked to hold a container to. */
export function limitOptions({
  cpus,
  memMb,
}: ContainerLimits): Pick<HostConfig, 'NanoCpus' | 'Memory' | 'MemorySwap'> {
  const bytes = memMb === undefined ? undefined : Math.round(memMb * 2 ** 20);
  return {
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    // The sum of both: no swap, which would let it go on slowly instead of failing.
    ...(bytes === undefined ? {} : { Memory: bytes, MemorySwap: bytes }),
  };
}

/** A command takes the place of the image's entry point; without one that is run as it is. */
function commandOf(command: Command | null): Pick<ContainerCreateOptions, 'Entrypoint' | 'Cmd'> {
  if (command === null) return {};
  if ('shell' in command) return { Entrypoint: ['/bin/sh', '-c'], Cmd: [command.shell] };
  return { Entrypoint: command.argv.slice(0, 1), Cmd: command.argv.slice(1) };
}
