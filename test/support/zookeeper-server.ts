import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const JARS = '/usr/share/java';
const JAVA = '/usr/bin/java';

/** Whether Debian's `zookeeper` is installed; tests that need it are skipped visibly if not. */
export const hasZooKeeper: boolean = existsSync(join(JARS, 'zookeeper.jar')) && existsSync(JAVA);

/** The shortest session a server grants is two ticks. */
const TICK_MS = 200;

/** One server, alone or of an ensemble: a real one, in a folder of its own. */
export class ZooKeeperServer {
  readonly port: number;
  private readonly folder: string;
  private process: ChildProcess | null = null;

  constructor(folder: string, id: number, port: number, ensemble: string) {
    this.folder = folder;
    this.port = port;
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data', 'myid'), `${id}\n`);
    const config = [
      `dataDir=${join(folder, 'data')}`,
      `clientPort=${port}`,
      'clientPortAddress=127.0.0.1',
      `tickTime=${TICK_MS}`,
      'maxSessionTimeout=60000',
      'initLimit=25',
      'syncLimit=10',
      'admin.enableServer=false',
      'forceSync=no',
      '4lw.commands.whitelist=srvr',
      ensemble,
    ];
    writeFileSync(join(folder, 'zoo.cfg'), config.join('\n'));
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves when it serves, which an ensemble's does once a majority runs. */
  async start(): Promise<void> {
    this.launch();
    await this.serving();
  }

  launch(): void {
    const classes = ['/etc/zookeeper/conf', join(JARS, 'zookeeper.jar')].join(':');
    const small = ['-Xmx96m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
    this.process = spawn(
      JAVA,
      [...small, '-Dzookeeper.jmx.log4j.disable=true', '-cp', classes, main, 'zoo.cfg'],
      { cwd: this.folder, stdio: 'ignore' },
    );
  }

  async serving(): Promise<void> {
    const end = performance.now() + 60_000;
    while (!(await this.ask('srvr')).includes('Mode:')) {
      if (performance.now() > end) throw new Error(`${this.address} does not serve in 60 s`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }

  /** A four-letter word's answer; empty where nobody answers. */
  ask(word: string): Promise<string> {
    return new Promise((settle) => {
      let text = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.end(word));
      socket.setTimeout(1_000, () => socket.destroy());
      socket.on('data', (bytes) => (text += bytes.toString()));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => settle(text));
    });
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.process?.kill(name);
  }

  async kill(): Promise<void> {
    const { process } = this;
    this.process = null;
    if (process === null || process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resume) => process.once('exit', resume));
    process.kill('SIGKILL');
    await gone;
  }
}

/** Servers of a test, which ends them and removes what they wrote. */
export class ZooKeeperEnsemble {
  readonly servers: readonly ZooKeeperServer[];
  private readonly folder: string;

  private constructor(folder: string, servers: readonly ZooKeeperServer[]) {
    this.folder = folder;
    this.servers = servers;
  }

  static async start(size: number): Promise<ZooKeeperEnsemble> {
    const folder = mkdtempSync(join(tmpdir(), 'evenhand-zookeeper-'));
    const ports = await freePorts(size * 3);
    const ids = Array.from({ length: size }, (_, at) => at + 1);
    const peers = ids.map(
      (id) => `server.${id}=127.0.0.1:${ports[3 * id - 2]}:${ports[3 * id - 1]}`,
    );
    const ensemble = size === 1 ? '' : peers.join('\n');
    const servers = ids.map(
      (id) => new ZooKeeperServer(join(folder, `${id}`), id, ports[3 * id - 3], ensemble),
    );
    for (const server of servers) server.launch();
    for (const server of servers) await server.serving();
    return new ZooKeeperEnsemble(folder, servers);
  }

  get addresses(): string[] {
    return this.servers.map((server) => server.address);
  }

  async end(): Promise<void> {
    for (const server of this.servers) await server.kill();
    rmSync(this.folder, { recursive: true });
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) await new Promise((resume) => server.close(resume));
  return ports;
}
