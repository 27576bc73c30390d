import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a leader finds when it begins. */
export interface FoundRegistry {
  /** Prefix of the cluster's ids; made by the first leader. */
  readonly cluster: string;
  /** Of this leader, higher than that of every one before. */
  readonly epoch: number;
  /** What the leader before stored last; empty when there was none. */
  readonly registry: string;
}

/** Where what must survive a leader is kept. */
export interface RegistryStore {
  /** Resolves when the text stands in storage in place of what was there. */
  store(registry: string): Promise<void>;
}

/** The registry in one file, for a master that leads alone. */
export class RegistryFile implements RegistryStore {
  private readonly file: string;
  private found: FoundRegistry | null = null;

  constructor(file: string) {
    this.file = file;
  }

  /** Begins a new epoch, which stands in the file when this resolves. */
  async begin(): Promise<FoundRegistry> {
    const before = await this.read();
    const found = {
      cluster: before?.cluster ?? randomUUID(),
      epoch: (before?.epoch ?? 0) + 1,
      registry: before?.registry ?? '',
    };
    this.found = found;
    await this.store(found.registry);
    return found;
  }

  async store(registry: string): Promise<void> {
    if (this.found === null) throw new Error('the registry is written before it was read');
    const { cluster, epoch } = this.found;
    await writeDurably(this.file, JSON.stringify({ cluster, epoch, registry }));
  }

  private async read(): Promise<FoundRegistry | null> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
    const found: unknown = JSON.parse(text);
    if (isFound(found)) return found;
    throw new Error(`${this.file}: wanted cluster, epoch and registry of a master`);
  }
}

function isFound(value: unknown): value is FoundRegistry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'cluster' in value &&
    typeof value.cluster === 'string' &&
    'epoch' in value &&
    Number.isSafeInteger(value.epoch) &&
    'registry' in value &&
    typeof value.registry === 'string'
  );
}

/** Puts a text in a file's place so that after a crash either the old or the new one is there. */
export async function writeDurably(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.new`;
  const handle: FileHandle = await open(beside, 'w');
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
