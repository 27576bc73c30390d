import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program. */
const ENTRY = fileURLToPath(new URL('../../../cli/main.js', import.meta.url));

/** `sysconf(_SC_CLK_TCK)` as it is on every Linux. */
const TICKS_PER_SECOND = 100;

/** A cluster of this machine, in one process. */
export class LocalCluster {
  readonly master: URL;
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly ended: Promise<unknown>;

  private constructor(master: URL, child: ChildProcess, folder: string, ended: Promise<unknown>) {
    this.master = master;
    this.child = child;
    this.folder = folder;
    this.ended = ended;
  }

  /** @param each what each agent offers */
  static async start(agents: number, each: string, ...more: string[]): Promise<LocalCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'evenhand-bench-'));
    const size = ['--agents', `${agents}`, '--agent', each, '--port', '0'];
    const place = ['--work-dir', folder, '--docker-socket', join(folder, 'none')];
    const flags = [...size, ...place, '--log-level', 'error', ...more];
    const child = spawn(process.execPath, [ENTRY, 'up', ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    const master = await addressOf(child.stdout, ended);
    return new LocalCluster(master, child, folder, ended);
  }

  /** Processor seconds so far, those of tasks that have ended included. */
  processorSeconds(): number {
    const text = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return ticks / TICKS_PER_SECOND;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function addressOf(output: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<URL> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.on('data', (more: Buffer) => {
      text += more.toString();
      const match = /^master: (\S+)$/m.exec(text);
      if (match !== null) resolve(new URL(match[1]));
    });
    ended.then(() => reject(new Error('evenhand up ended before it printed an address')), reject);
  });
}
