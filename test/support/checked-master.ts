import type { AgentTask } from '../../core/agent/agent-io.ts';
import { drf } from '../../core/allocation/policies/drf.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { MasterInput, MasterOutput } from '../../core/master/master-io.ts';
import { Master, type MasterOptions } from '../../core/master/master.ts';
import type { OpenOffer } from '../../core/master/records.ts';
import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import {
  Locality,
  type TaskInfo,
  type TaskState,
  type TaskStatus,
} from '../../core/protocol/tasks.ts';
import { checkHub } from '../../sim/checkers/check-hub.ts';
import type { CheckedWorld, Checker, CheckerType } from '../../sim/checkers/checker.ts';
import { observerOf } from '../../sim/checkers/observer-of.ts';
import type { Experiment } from '../../sim/experiment/experiment.ts';
import { workloadOf } from '../../sim/experiment/job-list.ts';
import { resourceView } from '../../sim/world/resource-view.ts';
import { frameworkInfo, masterOptions } from './machine-scripts.ts';
import { agentsOf, plainExperiment, resourcesOf } from './plain-experiment.ts';

/** Two frameworks, a job each of two tasks that take a cpu for ten seconds, three agents. */
export function checkedExperiment(changes: Partial<Experiment> = {}): Experiment {
  const stages = [{ tasks: 2, taskUs: 10 * MICROS_PER_SECOND }];
  const workload = workloadOf({
    ...{ name: 'checked', frameworks: ['ads', 'mail'] },
    demands: [resourcesOf({ cpus: 1, mem: 1024 })],
    jobs: [0, 1].map((framework) => ({ submitUs: 0, framework, stages })),
  });
  const agents = [agentsOf(3, { cpus: 4, mem: 4096 })];
  return plainExperiment(workload, agents, { network: { kind: 'constant', us: 0 }, ...changes });
}

/**
 * A checker, and a real master whose host tells it what happens: inputs before the step, what is
 * said and decided in it. Connections are as in the simulator: agents by their place, then
 * frameworks. Tests make it a wrong history by breaking the master, or by telling the checker
 * through {@link hooks} what never was.
 */
export class CheckedMaster {
  readonly hooks: Required<Checker>;
  readonly violations: string[] = [];
  readonly master: Master;
  readonly experiment: Experiment;
  now: Micros = 0;
  quiet = false;
  /** Whether no later master leads. */
  latest = true;
  /** Offers sent and not answered here, by place of their framework. */
  readonly offers: OpenOffer[][] = [];
  /** What was said to agents. */
  readonly saidToAgents: MasterToAgent[] = [];
  private readonly frameworkPlaces = new Map<number, number>();
  private readonly agentIds = new Map<number, number>();
  private readonly agents: number;

  constructor(
    type: CheckerType,
    changes: Partial<Experiment> = {},
    options: Partial<MasterOptions> & { readonly policy?: Policy } = {},
  ) {
    this.experiment = checkedExperiment(changes);
    const { cluster, workload, master, quotas } = this.experiment;
    const view = resourceView(cluster, workload, drf);
    this.agents = view.agents.length;
    this.master = new Master(
      masterOptions({
        ...{ space: view.space, maxOffersPerClient: master.maxOffersPerFramework },
        quotas: [...quotas].map(([role, quota]) => ({ role, ...quota })),
        ...options,
      }),
    );
    const hub = checkHub(
      [type],
      this.world(view),
      () => 0,
      () => this.violations.push(hub.violation()?.message ?? ''),
    );
    this.hooks = hub.hooks;
    this.master.observe(observerOf(0, this.hooks));
    this.hooks.masterLeads(0, 0);
    this.step({ type: 'START' });
  }

  register(agent: number): this {
    const { resources } = this.experiment.cluster.agents[0];
    const amounts = [...resources.values()];
    const names = [...resources.keys()];
    const { space } = this.master.allocator;
    const total = space.names.map((name) => amounts[names.indexOf(name)]);
    return this.tell(agent, {
      ...{ type: 'REGISTER_AGENT', connection: agent, hostname: `agent${agent}` },
      resources: total,
    });
  }

  subscribe(framework: number, failoverTimeoutUs = 600 * MICROS_PER_SECOND): this {
    const name = this.experiment.workload.frameworks[framework];
    const id = [...this.frameworkPlaces].find(([, place]) => place === framework)?.[0];
    return this.call(framework, {
      ...{ type: 'SUBSCRIBE', connection: this.agents + framework, name, role: name },
      ...(id === undefined ? {} : { framework: id }),
      failoverTimeoutUs,
    });
  }

  /** A scheduler's call, as if it had just arrived. */
  call(framework: number, call: Call): this {
    this.hooks.schedulerSays(framework, call);
    this.hooks.called(0, framework, call);
    this.step(call);
    return this;
  }

  tell(agent: number, message: AgentToMaster): this {
    this.hooks.agentSays(agent, message);
    this.hooks.told(0, agent, message);
    this.step(message);
    return this;
  }

  /** Launches a task of one cpu on an offer, which must be open. */
  launch(framework: number, offer: number, taskId: number, refuseSeconds = 0): this {
    const launches = [this.taskOf(taskId)];
    return this.call(framework, {
      ...{ type: 'ACCEPT', framework: this.idOf(framework), offers: [offer] },
      ...{ launches, refuseSeconds },
    });
  }

  decline(framework: number, offer: number, refuseSeconds: number): this {
    const offers = [offer];
    return this.call(framework, {
      ...{ type: 'DECLINE', framework: this.idOf(framework), offers, refuseSeconds },
    });
  }

  /** An agent says what became of a task; the update's uuid is the task's id times ten and more. */
  update(framework: number, agent: number, taskId: number, state: TaskState, uuid = taskId): this {
    const status = this.statusOf(framework, agent, taskId, state, uuid);
    return this.tell(agent, { type: 'STATUS_UPDATE', status, latestState: state });
  }

  statusOf(
    framework: number,
    agent: number,
    taskId: number,
    state: TaskState,
    uuid: number | null,
  ): TaskStatus {
    return {
      ...{ frameworkId: this.idOf(framework), taskId, agentId: this.agentIds.get(agent) ?? -1 },
      ...{ state, source: 'SOURCE_EXECUTOR', reason: null, message: '', uuid },
    };
  }

  /** The periodic allocation, a second later. */
  batch(): this {
    this.now += MICROS_PER_SECOND;
    this.step({ type: 'TIMER', timer: 'BATCH_ALLOCATION' });
    this.hooks.cycleEnded(0);
    return this;
  }

  /** Periodic allocations until the time is over. */
  wait(seconds: number): this {
    const end = this.now + seconds * MICROS_PER_SECOND;
    while (this.now < end) this.batch();
    return this;
  }

  disconnect(connection: number): this {
    this.step({ type: 'DISCONNECTED', connection });
    return this;
  }

  step(input: MasterInput): void {
    this.master.step(this.now, input, this.out);
  }

  idOf(framework: number): number {
    for (const [id, place] of this.frameworkPlaces) if (place === framework) return id;
    return framework;
  }

  taskOf(taskId: number): TaskInfo {
    const plain = { job: 0, stage: 0, index: 0, held: false, locality: Locality.NODE };
    return { taskId, resources: this.amounts({ cpus: 1, mem: 1024 }), ...plain };
  }

  /** A container of a task. */
  containerOf(framework: number, taskId: number): AgentTask {
    return {
      ...{ info: this.taskOf(taskId), framework: frameworkInfo(this.idOf(framework)) },
      ...{ slot: 0, container: null, inFlight: null, queued: null, retryUs: 0, retryAfterUs: 0 },
      ...{ state: 'TASK_RUNNING', over: false },
    };
  }

  amounts(units: Readonly<Record<string, number>>): number[] {
    return this.master.allocator.space.names.map((name) => (units[name] ?? 0) * 1000);
  }

  private readonly out: MasterOutput = {
    send: (to, message) => {
      if (to < this.agents) return this.saidToAgent(to, message as MasterToAgent);
      this.saidToScheduler(to - this.agents, message as SchedulerEvent);
    },
    setTimer: () => undefined,
    store: () => undefined,
    reject: () => undefined,
  };

  private saidToAgent(agent: number, message: MasterToAgent): void {
    if (message.type === 'AGENT_REGISTERED') this.agentIds.set(agent, message.agentId);
    this.saidToAgents.push(message);
    this.hooks.saidToAgent(0, agent, message);
  }

  private saidToScheduler(framework: number, event: SchedulerEvent): void {
    if (event.type === 'SUBSCRIBED') this.frameworkPlaces.set(event.framework, framework);
    this.hooks.saidToScheduler(0, framework, event);
    if (event.type !== 'OFFERS') return;
    const open = event.offers.map(({ id }) => this.master.offers.get(id));
    this.offers[framework] = [
      ...(this.offers[framework] ?? []),
      ...open.filter((offer) => offer !== undefined),
    ];
  }

  private world(view: CheckedWorld['view']): CheckedWorld {
    const now = (): Micros => this.now;
    const quiet = (): boolean => this.quiet;
    return {
      ...{ experiment: this.experiment, view, someFault: false },
      get now() {
        return now();
      },
      get quiet() {
        return quiet();
      },
      master: () => this.master,
      isLatest: () => this.latest,
      agentOf: (id) => [...this.agentIds].find(([, agentId]) => agentId === id)?.[0] ?? -1,
      frameworkOf: (id) => this.frameworkPlaces.get(id) ?? -1,
    };
  }
}

/** A master with all agents and both frameworks, after its first allocation. */
export function runningMaster(
  type: CheckerType,
  changes: Partial<Experiment> = {},
  options: Partial<MasterOptions> & { readonly policy?: Policy } = {},
): CheckedMaster {
  const checked = new CheckedMaster(type, changes, options);
  for (const agent of [0, 1, 2]) checked.register(agent);
  checked.subscribe(0).subscribe(1).batch();
  return checked;
}
