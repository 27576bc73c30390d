import type {
  Command,
  ContainerId,
  ContainerLimits,
  ContainerSpec,
  ContainerUsage,
  Containerizer,
  RecoveredContainer,
} from '../containers/containerizer.ts';

/** Two containerizers as one: what has an image is the engine's, all else a process. */
export class ContainersByImage implements Containerizer {
  readonly shortcomings: readonly string[];
  private readonly processes: Containerizer;
  private readonly engine: Containerizer;
  /** Containers of the engine. */
  private readonly images = new Set<ContainerId>();

  constructor(processes: Containerizer, engine: Containerizer) {
    this.processes = processes;
    this.engine = engine;
    this.shortcomings = [...processes.shortcomings, ...engine.shortcomings];
  }

  async recover(): Promise<readonly RecoveredContainer[]> {
    const [processes, images] = await Promise.all([
      this.processes.recover(),
      this.engine.recover(),
    ]);
    for (const { id } of images) this.images.add(id);
    return [...processes, ...images];
  }

  launch(spec: ContainerSpec): void {
    if (spec.image !== null) this.images.add(spec.id);
    this.of(spec.id).launch(spec);
  }

  kill(id: ContainerId, graceMs: number): void {
    this.of(id).kill(id, graceMs);
  }

  limit(id: ContainerId, limits: ContainerLimits): void {
    this.of(id).limit(id, limits);
  }

  usage(id: ContainerId): Promise<ContainerUsage | null> {
    return this.of(id).usage(id);
  }

  execute(id: ContainerId, command: Command, timeoutMs: number): Promise<number | null> {
    return this.of(id).execute(id, command, timeoutMs);
  }

  async remove(id: ContainerId): Promise<void> {
    await this.of(id).remove(id);
    this.images.delete(id);
  }

  async close(): Promise<void> {
    await Promise.all([this.processes.close(), this.engine.close()]);
  }

  private of(id: ContainerId): Containerizer {
    return this.images.has(id) ? this.engine : this.processes;
  }
}
