import type { MasterObserver } from '../../core/master/master-observer.ts';
import type { Micros } from '../../core/machine.ts';
import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { AgentTask } from '../../core/agent/agent-io.ts';
import type { Master } from '../../core/master/master.ts';
import type { Registry } from '../../core/master/registry-record.ts';
import type { Shared } from './shared.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { ResourceView } from '../world/resource-view.ts';

/** What a checker found broken. The first ends the run. */
export interface Violation {
  /** Name of the checker: `offers-end-once`. */
  readonly checker: string;
  /** What was found, and what was wanted instead. */
  readonly message: string;
  readonly timeUs: Micros;
  /** Records in the event log when it was found. */
  readonly event: number;
}

/** What a checker may look at. Numbers of agents and frameworks are places in the experiment. */
export interface CheckedWorld {
  readonly experiment: Experiment;
  readonly view: ResourceView;
  /** Virtual time. */
  readonly now: Micros;
  /** The master's machine while its process leads, else null. */
  master(master: number): Master | null;
  /** Whether nobody of a later epoch has led: one that was deposed may not know it yet. */
  isLatest(master: number): boolean;
  /** Place of the agent whom a master named; -1 when nobody has heard of it. */
  agentOf(agentId: number): number;
  /** Place of a framework whom a master named; -1 when nobody has heard of it. */
  frameworkOf(frameworkId: number): number;
  /** Whether a fault holds an agent, a scheduler or a master back at the moment. */
  readonly someFault: boolean;
  /** The liveness phase: everything is healed and nothing more will break. */
  readonly quiet: boolean;
}

/** Ends the run with a {@link Violation}; the first one counts. */
export type Fail = (message: string) => void;

/**
 * An invariant of a cluster, checked while it runs: told of everything that happens, it keeps what
 * it needs and complains through {@link Fail}. One file an invariant; each is made anew for a run.
 *
 * All methods are optional: what is absent costs nothing. Work per call must not grow with the
 * cluster.
 */
export interface Checker extends MasterEvents {
  /** A master's process began to lead, or stopped. A new machine starts with empty books. */
  masterLeads?(master: number, epoch: number): void;
  masterEnds?(master: number): void;
  /** A master is about to step on a scheduler's call, on an agent's word. */
  called?(master: number, framework: number, call: Call): void;
  told?(master: number, agent: number, message: AgentToMaster): void;
  /** A leading master has said something: before it travels. */
  saidToScheduler?(master: number, framework: number, event: SchedulerEvent): void;
  saidToAgent?(master: number, agent: number, message: MasterToAgent): void;
  /** A scheduler, an agent is about to step on what a master of this epoch said. */
  schedulerHears?(framework: number, event: SchedulerEvent, epoch: number): void;
  agentHears?(agent: number, message: MasterToAgent, epoch: number): void;
  /** A scheduler, an agent has said something: before it travels. */
  schedulerSays?(framework: number, call: Call): void;
  agentSays?(agent: number, message: AgentToMaster): void;
  /** A container began, ended by itself or was killed, was lost with its machine. */
  containerStarted?(agent: number, task: AgentTask): void;
  containerEnded?(agent: number, task: AgentTask): void;
  containerLost?(agent: number, task: AgentTask): void;
  /** A task of a job began or ended in an executor, which alone is a container. */
  executorWorked?(job: number): void;
  /** An agent's process stopped and another started. */
  agentRestarted?(agent: number): void;
  /** A scheduler's process stopped and another speaks for its framework. */
  schedulerRestarted?(framework: number): void;
  /** What stands in the registry now, as the leader wrote it. */
  registryWritten?(master: number, registry: Registry): void;
  /** The periodic allocation of a master is over. */
  cycleEnded?(master: number): void;
  /** A job was submitted, has finished. */
  jobSubmitted?(job: number): void;
  jobFinished?(job: number): void;
  /** The end of the run, or of its liveness phase: what should have happened by now? */
  ended?(complete: boolean): void;
}

/** What a {@link MasterObserver} is told, with the master it is about. */
export type MasterEvents = {
  readonly [event in keyof MasterObserver]?: (
    master: number,
    ...about: Parameters<MasterObserver[event]>
  ) => void;
};

/** One kind of checker. */
export interface CheckerType {
  readonly name: string;
  /** The invariant, in one sentence. */
  readonly says: string;
  /** @param shared what checkers of a run keep together */
  readonly make: (world: CheckedWorld, fail: Fail, shared: Shared) => Checker;
}
