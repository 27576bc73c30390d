import type { AgentId, FrameworkId } from '../../core/protocol/ids.ts';
import type { AgentToMaster, MasterToAgent, Ping, Pong } from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';

const NONE = -1;

/**
 * Writes delivered messages into the log, in the run's own numbers: frameworks by their place
 * in the workload, agents by their place in the cluster, whatever ids the master gave them.
 */
export class MessageLog {
  private readonly log: EventLog;
  private readonly frameworkOf: number[] = [];
  private readonly agentOf: number[] = [];

  constructor(log: EventLog) {
    this.log = log;
  }

  /** The master named a framework. */
  learnFramework(id: FrameworkId, framework: number): void {
    this.frameworkOf[id] = framework;
  }

  /** The id that a master gave an agent last. */
  idOfAgent(agent: number): AgentId | undefined {
    const id = this.agentOf.lastIndexOf(agent);
    return id < 0 ? undefined : id;
  }

  /** The ids that masters gave a framework. */
  idsOf(framework: number): number[] {
    return [...this.frameworkOf.keys()].filter((id) => this.frameworkOf[id] === framework);
  }

  /** Place of a framework by its id; -1 when it is not known. */
  frameworkAt(id: FrameworkId): number {
    return this.frameworkOf[id] ?? NONE;
  }

  /** Place of an agent by its id; -1 when it is not known. */
  agentAt(id: AgentId): number {
    return this.agentOf[id] ?? NONE;
  }

  /** The master named an agent. */
  learnAgent(id: AgentId, agent: number): void {
    this.agentOf[id] = agent;
  }

  /** A scheduler's call reaches the master. */
  call(nowUs: number, framework: number, call: Call): void {
    const { log } = this;
    switch (call.type) {
      case 'ACCEPT':
        log.append(
          nowUs,
          KIND.ACCEPT,
          framework,
          NONE,
          call.offers[0] ?? NONE,
          call.launches.length,
        );
        return;
      case 'DECLINE':
        log.append(
          nowUs,
          KIND.DECLINE,
          framework,
          NONE,
          call.offers[0] ?? NONE,
          call.offers.length,
        );
        return;
      case 'ACKNOWLEDGE': {
        const { agentId, taskId } = call;
        log.append(nowUs, KIND.ACKNOWLEDGE, framework, this.agentOf[agentId], taskId, NONE);
        return;
      }
      case 'MESSAGE': {
        const { agentId, taskId } = call;
        log.append(nowUs, KIND.MESSAGE, framework, this.agentOf[agentId], taskId, NONE);
        return;
      }
      case 'KILL':
        log.append(nowUs, KIND.KILL, framework, NONE, call.taskId, NONE);
        return;
      case 'REQUEST': {
        const { waitingSinceUs, wants } = call;
        const said = wants === undefined ? NONE : Object.keys(wants).length;
        log.append(nowUs, KIND.REQUEST, framework, NONE, waitingSinceUs, said);
        return;
      }
      case 'ACCEPT_INVERSE_OFFERS':
      case 'DECLINE_INVERSE_OFFERS': {
        const { type, inverseOffers } = call;
        log.append(nowUs, KIND[type], framework, NONE, inverseOffers[0], inverseOffers.length);
        return;
      }
      case 'SUBSCRIBE':
      case 'REVIVE':
      case 'SUPPRESS':
      case 'TEARDOWN':
      case 'RECONCILE':
        log.append(nowUs, KIND[call.type], framework, NONE, NONE, NONE);
        return;
      default:
        // Frameworks of simulated runs do not make the other calls.
        return;
    }
  }

  /** An agent's message reaches the master. */
  fromAgent(nowUs: number, agent: number, message: Exclude<AgentToMaster, Pong>): void {
    switch (message.type) {
      case 'STATUS_UPDATE': {
        const { frameworkId, taskId } = message.status;
        const framework = this.frameworkOf[frameworkId];
        this.log.append(nowUs, KIND.STATUS_UPDATE, framework, agent, taskId, NONE);
        return;
      }
      case 'REGISTER_AGENT':
      case 'REREGISTER_AGENT':
      case 'UNREGISTER_AGENT':
        this.log.append(nowUs, KIND[message.type], NONE, agent, NONE, NONE);
        return;
      default:
        // Agents of simulated runs do not say the rest.
        return;
    }
  }

  /** An event reaches a scheduler. */
  event(nowUs: number, framework: number, event: SchedulerEvent): void {
    const { log } = this;
    switch (event.type) {
      case 'OFFERS':
        for (const { agentId, id } of event.offers) {
          log.append(nowUs, KIND.OFFER, framework, this.agentOf[agentId], id, NONE);
        }
        log.append(nowUs, KIND.OFFERS, framework, NONE, event.offers[0].id, event.offers.length);
        return;
      case 'UPDATE': {
        const { agentId, taskId } = event.status;
        log.append(nowUs, KIND.UPDATE, framework, this.agentOf[agentId] ?? NONE, taskId, NONE);
        return;
      }
      case 'FAILURE':
        log.append(nowUs, KIND.FAILURE, framework, this.agentOf[event.agentId] ?? NONE, NONE, NONE);
        return;
      case 'RESCIND':
        log.append(nowUs, KIND.RESCIND, framework, NONE, event.offerId, NONE);
        return;
      case 'INVERSE_OFFERS': {
        const { inverseOffers } = event;
        const { id } = inverseOffers[0];
        log.append(nowUs, KIND.INVERSE_OFFERS, framework, NONE, id, inverseOffers.length);
        return;
      }
      case 'RESCIND_INVERSE_OFFER': {
        const { inverseOfferId } = event;
        log.append(nowUs, KIND.RESCIND_INVERSE_OFFER, framework, NONE, inverseOfferId, NONE);
        return;
      }
      case 'SUBSCRIBED':
      case 'ERROR':
        log.append(nowUs, KIND[event.type], framework, NONE, NONE, NONE);
        return;
      default:
        return;
    }
  }

  /** A message of the master reaches an agent. */
  toAgent(nowUs: number, agent: number, message: Exclude<MasterToAgent, Ping>): void {
    const { log } = this;
    switch (message.type) {
      case 'RUN_TASKS': {
        const framework = this.frameworkOf[message.framework.id];
        const { tasks } = message;
        log.append(nowUs, KIND.RUN_TASKS, framework, agent, tasks[0].taskId, tasks.length);
        return;
      }
      case 'STATUS_UPDATE_ACKNOWLEDGEMENT': {
        const framework = this.frameworkOf[message.frameworkId];
        const kind = KIND.STATUS_UPDATE_ACKNOWLEDGEMENT;
        log.append(nowUs, kind, framework, agent, message.taskId, NONE);
        return;
      }
      case 'KILL_TASK':
      case 'FRAMEWORK_MESSAGE': {
        const framework = this.frameworkOf[message.frameworkId];
        log.append(nowUs, KIND[message.type], framework, agent, message.taskId, NONE);
        return;
      }
      case 'SHUTDOWN_FRAMEWORK':
        log.append(
          nowUs,
          KIND.SHUTDOWN_FRAMEWORK,
          this.frameworkOf[message.frameworkId],
          agent,
          NONE,
          NONE,
        );
        return;
      case 'AGENT_REGISTERED':
      case 'AGENT_REREGISTERED':
      case 'SHUTDOWN_AGENT':
        log.append(nowUs, KIND[message.type], NONE, agent, NONE, NONE);
        return;
      default:
        return;
    }
  }
}
