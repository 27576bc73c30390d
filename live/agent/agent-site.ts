import { MesosIds } from '../mesos/ids.ts';
import { NO_SECURITY } from '../security/security.ts';
import { Sight, WHOLE_SIGHT } from '../security/sight.ts';
import type { AgentHost } from './agent-host.ts';
import type { ExecutorRunner } from './executor-runner.ts';
import type { FetchCache } from './fetcher/fetch-cache.ts';
import type { AgentSettings } from './run-agent.ts';
import type { SandboxCollector } from './sandbox-collector.ts';
import type { TaskRunner } from './task-runner.ts';

/** What an agent is made of. */
export interface AgentParts {
  readonly host: AgentHost;
  readonly runner: TaskRunner;
  readonly executors: ExecutorRunner;
  readonly sandboxes: SandboxCollector;
  readonly cache: FetchCache;
  readonly settings: AgentSettings;
  /** Microseconds since 1970. */
  readonly startUs: number;
}

/** What the HTTP side of an agent shares. */
export class AgentSite implements AgentParts {
  readonly host: AgentHost;
  readonly runner: TaskRunner;
  readonly executors: ExecutorRunner;
  readonly sandboxes: SandboxCollector;
  readonly cache: FetchCache;
  readonly settings: AgentSettings;
  readonly startUs: number;
  port: number;
  /** What of all this is shown; {@link seenBy} narrows it. */
  readonly sight: Sight = WHOLE_SIGHT;
  /** -1 before the first master has named it. */
  agentId: number;
  /** The master there is has it. */
  isRegistered = false;

  constructor(parts: AgentParts) {
    this.host = parts.host;
    this.runner = parts.runner;
    this.executors = parts.executors;
    this.sandboxes = parts.sandboxes;
    this.cache = parts.cache;
    this.settings = parts.settings;
    this.startUs = parts.startUs;
    this.port = parts.settings.port;
    this.agentId = parts.host.agent.checkpoint()?.agentId ?? -1;
  }

  get ids(): MesosIds {
    return new MesosIds(this.host.cluster);
  }

  /** The same as one sees it who may not see all: documents made from it lack what is hidden. */
  seenBy(principal: string | null): AgentSite {
    const { acls } = this.settings.security ?? NO_SECURITY;
    const sight = new Sight(acls, principal);
    return sight.isWhole ? this : (Object.create(this, { sight: { value: sight } }) as AgentSite);
  }

  /** The port is known once the server listens. */
  listensAt(port: number): void {
    this.port = port;
  }
}
