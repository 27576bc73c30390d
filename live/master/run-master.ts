import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import type { AllocationRules } from '../../core/recording/made-master.ts';
import { MonotonicClock } from '../host/clock.ts';
import { NO_SECURITY, type Security, schemeOf } from '../security/security.ts';
import { type MasterAddress, masterInfo } from '../zookeeper/master-info.ts';
import type { ZkUrl } from '../zookeeper/zk-url.ts';
import { Candidacy } from './candidacy.ts';
import { type Pointing, registerFollowerRoutes } from './http/follower-routes.ts';
import { FrontDoor } from './http/front-door.ts';
import { masterServer } from './http/server.ts';
import { MESOS_VERSION, type MasterPlace, type MasterSite } from './master-site.ts';
import { MasterTerm, idleSite } from './master-term.ts';
import { type FoundRegistry, RegistryFile, type RegistryStore } from './registry-store.ts';

/** Where masters are elected. */
export interface ElectionSettings {
  readonly zk: ZkUrl;
  /** Asked of the servers, microseconds; they may grant another. */
  readonly sessionTimeoutUs: number;
}

/** How a master is run. */
export interface MasterSettings {
  /** Address to listen on. */
  readonly ip: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** How others reach it; the address unless given. */
  readonly hostname?: string;
  /** What is made known in place of the address and the port: for who stands behind a translator. */
  readonly advertiseIp?: string;
  readonly advertisePort?: number;
  /** How it allocates besides its policy. */
  readonly rules?: AllocationRules;
  /** Folder of the registry and the recordings. */
  readonly workDir: string;
  /** Where masters are elected and the registry is kept; alone, with a file, unless given. */
  readonly election?: ElectionSettings;
  readonly policy: string;
  readonly allocationIntervalUs: number;
  readonly offerTimeoutUs: number | null;
  readonly agentPingTimeoutUs: number;
  readonly maxAgentPingTimeouts: number;
  /** Whether its life is recorded. */
  readonly records: boolean;
  /** Of Evenhand. */
  readonly version: string;
  readonly log: Logger;
  /** As the user gave them, for `/flags`. */
  readonly flags: Readonly<Record<string, string>>;
  /** Folder of the built page, served at the address; null where there is none. */
  readonly page?: string | null;
  /** How often the page's stream says that it lives, milliseconds. */
  readonly pageHeartbeatMs?: number;
  /** How it is kept from those who have no business there; not at all unless given. */
  readonly security?: Security;
  /** File of the hosts that may be offered, read again whenever it changes; all unless given. */
  readonly whitelist?: string;
  /** The registry cannot be read or written: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningMaster {
  /** Such as `http://127.0.0.1:5050`. */
  readonly url: string;
  /** Of its present term; null while it does not lead. */
  readonly site: MasterSite | null;
  /** The recording of its present term; null where there is none. */
  readonly recording: string | null;
  stop(): Promise<void>;
}

/** How soon a master that has lost its leadership contends again, milliseconds. */
const CONTEND_AGAIN_MS = 1000;

/**
 * Starts a master; resolves when it answers. One that leads alone leads by then; others contend,
 * and point to the leader until they are elected. Mesos's master exits when it loses its
 * leadership, and a supervisor starts another; here the term is dropped, and the process contends
 * anew: nothing of a term is kept elsewhere.
 */
export async function runMaster(settings: MasterSettings): Promise<RunningMaster> {
  const master = new MasterProcess(settings);
  await master.start();
  return master;
}

class MasterProcess implements RunningMaster {
  private readonly settings: MasterSettings;
  private readonly clock = new MonotonicClock();
  private readonly startUs = this.clock.now();
  private readonly id = randomUUID();
  private readonly security: Security;
  private readonly door: FrontDoor;
  private port = 0;
  /** Null until it is known where this master listens. */
  private follower: FastifyInstance | null = null;
  private term: MasterTerm | null = null;
  private isReady = false;
  private leader: MasterAddress | null = null;
  private candidacy: Candidacy | null = null;
  private again: NodeJS.Timeout | null = null;
  private isStopped = false;
  /** Terms that are being ended. */
  private ending: Promise<void> = Promise.resolve();

  constructor(settings: MasterSettings) {
    this.settings = settings;
    this.security = settings.security ?? NO_SECURITY;
    this.door = new FrontDoor(() => this.routes(), this.security.tls);
  }

  get url(): string {
    return `${schemeOf(this.security)}://${this.settings.ip}:${this.port}`;
  }

  get site(): MasterSite | null {
    return this.term?.site ?? null;
  }

  get recording(): string | null {
    return this.term?.recording ?? null;
  }

  async start(): Promise<void> {
    const { settings } = this;
    const { ip, port, election, workDir, log } = settings;
    this.port = await this.door.listen(ip, port);
    const idle = idleSite(settings, this.clock, this.place(0));
    const follower = masterServer(log, this.security);
    registerFollowerRoutes(follower, idle, () => this.pointing());
    await follower.ready();
    this.follower = follower;
    if (election !== undefined) return this.contend(election);
    const store = new RegistryFile(join(workDir, 'registry.json'));
    await this.lead(await store.begin(), store, () => true);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    if (this.again !== null) clearTimeout(this.again);
    await this.candidacy?.stop();
    this.endTerm();
    await this.door.close();
    await this.follower?.close();
    await this.ending;
  }

  /** Who answers at this moment. */
  private routes(): FastifyInstance | null {
    // Whoever stood still past its lease answers nothing from before.
    if (this.candidacy !== null && this.isReady) this.candidacy.mayAct();
    return this.term !== null && this.isReady ? this.term.app : this.follower;
  }

  private pointing(): Pointing {
    if (this.term !== null) return { to: 'RECOVERY' };
    const { leader } = this;
    if (leader === null) return { to: 'NOBODY' };
    // It is this one, and has yet to take the registry over.
    return leader.id === this.id ? { to: 'RECOVERY' } : { to: 'LEADER', leader };
  }

  private contend(election: ElectionSettings): void {
    if (this.isStopped) return;
    const { log, workDir, version, records } = this.settings;
    const recording = { folder: join(workDir, 'recordings'), version };
    const candidacy = new Candidacy({
      ...election,
      ...{ content: JSON.stringify(masterInfo(this.place(0), MESOS_VERSION)) },
      ...{ clock: this.clock, log, recording: records ? recording : null },
      listener: {
        detected: (leader) => {
          this.leader = leader;
          const { hostname, port } = leader ?? {};
          log.info({ leader: leader === null ? null : `${hostname}:${port}` }, 'leading master');
        },
        elected: (found, store) => {
          this.lead(found, store, () => candidacy.mayAct()).catch(this.settings.onFatal);
        },
        lost: (reason) => {
          log.warn({ reason }, 'leads no more');
          this.leader = null;
          this.endTerm();
          if (this.isStopped) return;
          this.again = setTimeout(() => this.contend(election), CONTEND_AGAIN_MS);
        },
      },
    });
    this.candidacy = candidacy;
  }

  /** Begins a term; resolves when it answers, or has ended. */
  private async lead(
    found: FoundRegistry,
    store: RegistryStore,
    mayAct: () => boolean,
  ): Promise<void> {
    const { settings, clock } = this;
    const place = this.place(clock.now());
    const term = new MasterTerm({ settings, clock, place, found, store, mayAct });
    this.term = term;
    await term.begin();
    if (this.term === term) this.isReady = true;
  }

  private endTerm(): void {
    const { term } = this;
    this.term = null;
    this.isReady = false;
    if (term === null) return;
    const ended = term.end();
    // Streams too: who listened to this leader looks for the next one.
    this.door.clear();
    this.ending = Promise.all([this.ending, ended]).then(() => undefined);
    this.ending.catch(this.settings.onFatal);
  }

  private place(electedUs: number): MasterPlace {
    const { advertiseIp, advertisePort, flags, version } = this.settings;
    const ip = advertiseIp ?? this.settings.ip;
    const { hostname = ip } = this.settings;
    const port = advertisePort ?? this.port;
    const { id, startUs } = this;
    return { id, hostname, ip, port, startUs, electedUs, flags, version };
  }
}
