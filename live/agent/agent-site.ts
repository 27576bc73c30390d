import type { Agent } from '../../core/agent/agent.ts';
import { MesosIds } from '../mesos/ids.ts';
import type { AgentHost } from './agent-host.ts';
import type { ExecutorRunner } from './executor-runner.ts';
import type { TaskRunner } from './task-runner.ts';
import type { AgentSettings } from './run-agent.ts';

/** What the HTTP side of an agent shares. */
export class AgentSite {
  readonly host: AgentHost;
  readonly runner: TaskRunner;
  readonly executors: ExecutorRunner;
  readonly settings: AgentSettings;
  /** Microseconds since 1970. */
  readonly startUs: number;
  port: number;
  /** -1 before the first master has named it. */
  agentId: number;

  constructor(
    host: AgentHost,
    runner: TaskRunner,
    executors: ExecutorRunner,
    settings: AgentSettings,
    startUs: number,
    agent: Agent,
  ) {
    this.host = host;
    this.runner = runner;
    this.executors = executors;
    this.settings = settings;
    this.startUs = startUs;
    this.port = settings.port;
    this.agentId = agent.checkpoint()?.agentId ?? -1;
  }

  get ids(): MesosIds {
    return new MesosIds(this.host.cluster);
  }

  /** The port is known once the server listens. */
  listensAt(port: number): void {
    this.port = port;
  }
}
