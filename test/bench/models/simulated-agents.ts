import { randomInt } from 'node:crypto';

import type { AgentInput, AgentTask } from '../../../core/agent/agent-io.ts';
import { Agent } from '../../../core/agent/agent.ts';
import { type AgentEffect, agentOutput, taskKey } from '../../../core/recording/effects.ts';
import type { Resources } from '../../../core/resources/resources.ts';
import { mesosTaskOf } from '../../../live/agent/task-container.ts';
import { MasterLink } from '../../../live/agent/master-link.ts';
import type { MasterFinder } from '../../../live/finding/master-finder.ts';
import { type Clock, HostTimers, MonotonicClock } from '../../../live/host/clock.ts';
import { splitResources } from '../../../live/mesos/resource-codec.ts';

/** What agents of one process are like. */
export interface SimulatedAgentsOptions {
  readonly count: number;
  /** Of each. */
  readonly resources: Resources;
  readonly finder: MasterFinder;
  /** Registration is spread over so long, microseconds. */
  readonly registrationBackoffUs: number;
}

/** What has happened to all of them together. */
export interface AgentCounts {
  /** Registered or registered again, and connected since. */
  connected: number;
  registrations: number;
  reregistrations: number;
  launched: number;
  ended: number;
}

/**
 * Many agents in one process: core's machine over a live agent's own connection, with containers
 * that are timers. A task `sleep N` ends after N seconds, any other runs until it is killed.
 */
export class SimulatedAgents {
  readonly counts: AgentCounts = {
    ...{ connected: 0, registrations: 0, reregistrations: 0, launched: 0, ended: 0 },
  };
  private readonly agents: SimulatedAgent[] = [];

  constructor(options: SimulatedAgentsOptions) {
    const clock = new MonotonicClock();
    for (let place = 0; place < options.count; place++) {
      this.agents.push(new SimulatedAgent(place, options, clock, this.counts));
    }
  }

  /** Lets go of all connections, as machines that stop do. */
  close(): void {
    for (const agent of this.agents) agent.close();
  }
}

/** One of them. */
class SimulatedAgent {
  private readonly agent: Agent;
  private readonly link: MasterLink;
  private readonly clock: Clock;
  private readonly timers: HostTimers;
  private readonly counts: AgentCounts;
  private readonly running = new Map<string, NodeJS.Timeout | null>();
  private readonly waiting: AgentInput[] = [];
  private isStepping = false;
  private isConnected = false;
  private isClosed = false;

  constructor(place: number, options: SimulatedAgentsOptions, clock: Clock, counts: AgentCounts) {
    const { resources, finder, registrationBackoffUs } = options;
    this.clock = clock;
    this.timers = new HostTimers(clock);
    this.counts = counts;
    const ip = `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}`;
    this.agent = new Agent({
      ...{ connection: 0, hostname: `agent-${place}`, ip },
      ...splitResources(resources),
    });
    const backoff = (): number => randomInt(0, registrationBackoffUs + 1);
    let starts = true;
    this.link = new MasterLink(finder, {
      opened: () => {
        this.feed({ type: starts ? 'START' : 'DISCONNECTED', backoffUs: backoff() });
        starts = false;
      },
      heard: (message) => {
        if (message.type === 'AGENT_REGISTERED') this.connected('registrations');
        if (message.type === 'AGENT_REREGISTERED') this.connected('reregistrations');
        this.feed(message);
      },
      closed: () => {
        this.lost();
        this.feed({ type: 'DISCONNECTED', backoffUs: backoff() });
      },
    });
  }

  close(): void {
    this.isClosed = true;
    this.link.close();
    this.timers.clear();
    for (const timer of this.running.values()) if (timer !== null) clearTimeout(timer);
    this.running.clear();
    this.lost();
  }

  private connected(what: 'registrations' | 'reregistrations'): void {
    this.counts[what]++;
    if (!this.isConnected) this.counts.connected++;
    this.isConnected = true;
  }

  private lost(): void {
    if (this.isConnected) this.counts.connected--;
    this.isConnected = false;
  }

  private feed(input: AgentInput): void {
    if (this.isClosed) return;
    this.waiting.push(input);
    if (this.isStepping) return;
    this.isStepping = true;
    try {
      for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
        const effects: AgentEffect[] = [];
        this.agent.step(this.clock.now(), next, agentOutput(effects));
        for (const effect of effects) this.carryOut(effect);
      }
    } finally {
      this.isStepping = false;
    }
  }

  private carryOut(effect: AgentEffect): void {
    switch (effect.verb) {
      case 'send':
        return this.link.send(effect.message);
      case 'setTimer': {
        const { timer, delayUs } = effect;
        return this.timers.set(delayUs, () => this.feed({ type: 'TIMER', timer }));
      }
      case 'launch':
        return this.launch(effect.task);
      case 'kill':
        return this.end(effect.task, 'KILLED');
      case 'launchExecutor':
        return this.feed({ type: 'EXECUTOR_RUNNING', executor: effect.executor });
      case 'killExecutor':
        return this.feed({ type: 'EXECUTOR_EXITED', executor: effect.executor });
      case 'acknowledge':
      case 'messageExecutor':
      case 'message':
        return;
    }
  }

  private launch(task: AgentTask): void {
    this.counts.launched++;
    const seconds = secondsOf(task);
    const timer =
      seconds === null ? null : setTimeout(() => this.end(task, 'FINISHED'), seconds * 1000);
    this.running.set(taskKey(task), timer);
    this.feed({ type: 'CONTAINER_RUNNING', task });
  }

  private end(task: AgentTask, exit: 'FINISHED' | 'KILLED'): void {
    const key = taskKey(task);
    const timer = this.running.get(key);
    if (timer === undefined) return;
    if (timer !== null) clearTimeout(timer);
    this.running.delete(key);
    this.counts.ended++;
    this.feed({ type: 'CONTAINER_EXITED', task, exit });
  }
}

/** How long a task runs that sleeps; null for any other. */
function secondsOf(task: AgentTask): number | null {
  const { value = '', arguments: words = [] } = mesosTaskOf(task)?.command ?? {};
  const text = words.length > 1 ? words.join(' ') : value;
  const match = /^sleep (\d+(?:\.\d+)?)$/.exec(text);
  return match === null ? null : Number(match[1]);
}
