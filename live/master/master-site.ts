import type { Logger } from 'pino';

import type { Connection } from '../../core/machine.ts';
import type { AgentPlace, EventWords } from '../mesos/event-codec.ts';
import { MesosIds, NamedIds } from '../mesos/ids.ts';
import type { JsonObject } from '../mesos/json.ts';
import type { NameTables } from '../mesos/task-codec.ts';
import { type Access, OPEN_ACCESS } from '../security/security.ts';
import { type Sight, WHOLE_SIGHT } from '../security/sight.ts';
import { AgentPlaces } from './agent-places.ts';
import type { MasterHistory } from './history.ts';
import { LogLevel } from './log-level.ts';
import { HostSwitches } from './host-switches.ts';
import type { MasterHost } from './master-host.ts';
import { Tallies } from './tallies.ts';

/** How often streams carry a sign of life (Mesos `DEFAULT_HEARTBEAT_INTERVAL`). */
export const HEARTBEAT_SECONDS = 15;

/** The version of Mesos whose API this is: clients look at it. */
export const MESOS_VERSION = '1.12.0';

/** A scheduler's stream, and the id that its calls have to name. */
export interface SchedulerStream {
  readonly connection: Connection;
  readonly streamId: string;
  end(): void;
}

/** Where a master is, and when it began. A site of its own is made for each of its terms. */
export interface MasterPlace {
  readonly id: string;
  readonly hostname: string;
  readonly ip: string;
  readonly port: number;
  /** Microseconds since 1970. */
  readonly startUs: number;
  /** 0 where it does not lead. */
  readonly electedUs: number;
  readonly flags: Readonly<Record<string, string>>;
  /** Of Evenhand. */
  readonly version: string;
}

/** What the HTTP side of a master shares: its machine's host, names, and who is connected. */
export class MasterSite implements EventWords {
  readonly host: MasterHost;
  readonly place: MasterPlace;
  readonly history: MasterHistory;
  readonly log: Logger;
  /** Who may do what. */
  readonly access: Access;
  /** What of all this is shown; `seenSite` narrows it. */
  readonly sight: Sight = WHOLE_SIGHT;
  readonly ids: MesosIds;
  readonly names: NameTables = {
    tasks: new NamedIds(),
    executors: new NamedIds(),
    operations: new NamedIds(),
  };
  readonly places = new AgentPlaces();
  /** Which hosts are offered. */
  readonly switches: HostSwitches;
  readonly streams = new Map<number, SchedulerStream>();
  readonly logLevel: LogLevel;
  readonly tallies = new Tallies();
  /** Operators who listen to events. */
  subscribers = 0;
  readonly heartbeatSeconds: number = HEARTBEAT_SECONDS;
  /** Twice as often as is promised: the npm package `mesos-framework` gives up after 10 s. */
  readonly heartbeatEveryMs: number = HEARTBEAT_SECONDS * 500;

  constructor(
    host: MasterHost,
    place: MasterPlace,
    cluster: string,
    history: MasterHistory,
    log: Logger,
    access: Access = OPEN_ACCESS,
  ) {
    this.host = host;
    this.place = place;
    this.history = history;
    this.log = log;
    this.logLevel = new LogLevel(log);
    this.access = access;
    this.ids = new MesosIds(cluster);
    this.switches = new HostSwitches({
      off: () => host.master.registry.settings.off,
      switch: (name, on) => void host.operate({ type: 'SWITCH_HOSTS', hosts: [name], on }),
      nowMs: () => performance.now(),
    });
  }

  now(): number {
    return this.host.now();
  }

  placeOf(agent: number): AgentPlace {
    const record = this.host.master.agents[agent];
    return this.places.at(record?.connection ?? -1);
  }

  /** Mesos v1 `MasterInfo`. */
  get masterInfo(): JsonObject {
    const { id, hostname, ip, port } = this.place;
    const octets = ip.split('.').map(Number);
    // In the byte order of the network, read as a little-endian number: kept for old clients.
    const number = octets.reduceRight((sum, octet) => sum * 256 + octet, 0);
    return {
      id,
      ip: number,
      port,
      pid: this.pid,
      hostname,
      version: MESOS_VERSION,
      address: { hostname, ip, port },
      capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
    };
  }

  get pid(): string {
    return `master@${this.place.ip}:${this.place.port}`;
  }
}
