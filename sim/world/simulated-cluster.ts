import type { AgentOutput, ContainerEvent } from '../../core/agent/agent-io.ts';
import { Agent } from '../../core/agent/agent.ts';
import { assert } from '../../core/assert.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import type { MasterOutput } from '../../core/master/master-io.ts';
import type { OfferCounts } from '../../core/master/records.ts';
import { Master } from '../../core/master/master.ts';
import { type Connection, MICROS_PER_SECOND } from '../../core/machine.ts';
import type { AgentToMaster, MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import {
  MapReduceScheduler,
  type MapReduceOutput,
} from '../../core/schedulers/mapreduce/mapreduce.ts';
import type { JobSpec } from '../../core/schedulers/mapreduce/job.ts';
import { StageKind } from '../../traces/model/workload.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { JobRecords } from '../metrics/job-records.ts';
import { UsageMetrics } from '../metrics/usage.ts';
import { Draws } from '../random/draws.ts';
import { streamOf } from '../random/streams.ts';
import { RandomBlockPlacement } from './block-placement.ts';
import { LatencyDistribution } from './latency.ts';
import { MessageLog } from './message-log.ts';
import { Network } from './network.ts';
import { type ResourceView, resourceView } from './resource-view.ts';
import { roleOf } from './role-name.ts';
import { TaskDurations } from './task-durations.ts';
import { type Container, VirtualContainers } from './virtual-containers.ts';

/** Kinds of the kernel's events. */
const CALL = 0;
const AGENT_MESSAGE = 1;
const SCHEDULER_EVENT = 2;
const MASTER_MESSAGE = 3;
const MASTER_TIMER = 4;
const AGENT_TIMER = 5;
const SCHEDULER_TIMER = 6;
const CONTAINER_EXIT = 7;
const JOB_ARRIVAL = 8;

/** Longest random wait of an agent before it registers (Mesos `--registration_backoff_factor`). */
const REGISTRATION_BACKOFF_US = MICROS_PER_SECOND;

/**
 * A cluster in virtual time: one master, its agents and one scheduler per framework, wired by a
 * network. Carries out the kernel's events by stepping the machine concerned; carries out what
 * the machine says by scheduling more events. Decides nothing itself.
 *
 * Connections are numbers: agent a is a, scheduler f is (number of agents) + f.
 */
export class SimulatedCluster implements EventHandler {
  readonly kernel: Kernel = new Kernel();
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  readonly usage: UsageMetrics;
  readonly master: Master;
  tasksStarted = 0;
  tasksFinished = 0;
  /** By framework. */
  readonly tasksFinishedBy: number[];

  private readonly experiment: Experiment;
  private readonly log: EventLog;
  private readonly messages: MessageLog;
  private readonly network: Network;
  private readonly containers: VirtualContainers;
  private readonly agents: Agent[] = [];
  private readonly schedulers: MapReduceScheduler[] = [];
  private readonly countsOffers: boolean;
  private readonly masterOut: MasterOutput;
  private readonly agentOut: AgentOutput;
  private readonly schedulerOut: MapReduceOutput;
  /** Whose output the shared output objects carry. */
  private agent = 0;
  private scheduler = 0;

  constructor(experiment: Experiment, policy: Policy, log: EventLog) {
    const { workload, seed, cluster, scheduler } = experiment;
    this.experiment = experiment;
    this.log = log;
    this.messages = new MessageLog(log);
    this.view = resourceView(cluster, workload, policy);
    this.jobs = new JobRecords(workload);
    this.tasksFinishedBy = workload.frameworks.map(() => 0);
    const weights = workload.frameworks.map((name) => scalarWeight(experiment, name));
    this.usage = new UsageMetrics(this.view.capacity, weights);
    this.countsOffers = this.view.space === this.view.real;
    const peers = this.view.agents.length + workload.frameworks.length;
    const latency = new LatencyDistribution(experiment.network);
    this.network = new Network(this.kernel, latency, seed, 2 * peers);
    this.containers = this.makeContainers();
    this.master = new Master({
      space: this.view.space,
      policy,
      random: streamOf(seed, 'allocation', 'master'),
      allocationIntervalUs: experiment.master.allocationIntervalUs,
      maxOffersPerClient: experiment.master.maxOffersPerFramework,
      weights: roleWeights(experiment, this.view),
    });
    this.masterOut = this.makeMasterOutput();
    this.agentOut = this.makeAgentOutput();
    this.schedulerOut = this.makeSchedulerOutput();
    this.makeAgents();
    this.makeSchedulers(
      scheduler.locality === null ? null : this.placement(scheduler.locality.replication),
    );
  }

  /** Starts every machine and the first job; then the kernel can run. */
  start(): void {
    const { seed, workload } = this.experiment;
    this.master.step(0, { type: 'START' }, this.masterOut);
    const backoff = new Draws(seed, 'registration');
    for (this.agent = 0; this.agent < this.agents.length; this.agent++) {
      const backoffUs = Math.floor(backoff.unit(this.agent, 0) * REGISTRATION_BACKOFF_US);
      this.agents[this.agent].step(0, { type: 'START', backoffUs }, this.agentOut);
    }
    for (this.scheduler = 0; this.scheduler < this.schedulers.length; this.scheduler++) {
      this.schedulers[this.scheduler].step(0, { type: 'START' }, this.schedulerOut);
    }
    if (workload.jobs.count > 0) {
      this.kernel.scheduleAt(workload.jobs.submitUs[0], JOB_ARRIVAL, 0, null);
    }
  }

  handle(kind: number, subject: number, payload: unknown): void {
    switch (kind) {
      case CONTAINER_EXIT: {
        const event = this.containers.exit(payload as Container);
        return event === null ? undefined : this.stepAgent(subject, event);
      }
      case MASTER_TIMER:
        return this.onMasterTimer(payload as 'BATCH_ALLOCATION' | 'EVENT_ALLOCATION');
      case AGENT_TIMER:
        this.log.append(this.kernel.now, KIND.TIMER, -1, subject, -1, -1);
        return this.stepAgent(subject, { type: 'TIMER', timer: 'REGISTER' });
      case SCHEDULER_TIMER:
        return this.onSchedulerTimer(subject);
      case JOB_ARRIVAL:
        return this.onJobArrival(subject);
      default:
        if (!Array.isArray(payload)) return this.deliver(kind, subject, payload);
        for (const message of payload) this.deliver(kind, subject, message);
    }
  }

  private deliver(kind: number, subject: number, message: unknown): void {
    switch (kind) {
      case CALL:
        return this.onCall(subject, message as Call);
      case AGENT_MESSAGE:
        return this.onAgentMessage(subject, message as AgentToMaster);
      case SCHEDULER_EVENT:
        return this.onSchedulerEvent(subject, message as SchedulerEvent);
      case MASTER_MESSAGE:
        this.messages.toAgent(this.kernel.now, subject, message as MasterToAgent);
        return this.stepAgent(subject, message as MasterToAgent);
    }
  }

  private onSchedulerTimer(framework: number): void {
    const { now } = this.kernel;
    this.log.append(now, KIND.TIMER, framework, -1, -1, -1);
    this.scheduler = framework;
    this.schedulers[framework].step(now, { type: 'TIMER', timer: 'REVIVE' }, this.schedulerOut);
  }

  /** How a framework's offers ended. */
  offerCounts(framework: number): Readonly<OfferCounts> {
    const connection = this.view.agents.length + framework;
    const record = this.master.frameworks.find((known) => known?.connection === connection);
    return record?.counts ?? { made: 0, accepted: 0, declined: 0, rescinded: 0 };
  }

  private onCall(framework: number, call: Call): void {
    const { now } = this.kernel;
    this.messages.call(now, framework, call);
    if (this.countsOffers && (call.type === 'ACCEPT' || call.type === 'DECLINE')) {
      for (const id of call.offers) {
        const offer = this.master.offers.get(id);
        if (offer !== undefined) this.usage.offered(offer.resources, -1, now);
      }
    }
    this.master.step(now, call, this.masterOut);
  }

  private onAgentMessage(agent: number, message: AgentToMaster): void {
    const { now } = this.kernel;
    this.messages.fromAgent(now, agent, message);
    this.master.step(now, message, this.masterOut);
  }

  private onSchedulerEvent(framework: number, event: SchedulerEvent): void {
    const { now } = this.kernel;
    if (event.type === 'SUBSCRIBED') this.messages.learnFramework(event.framework, framework);
    this.messages.event(now, framework, event);
    this.scheduler = framework;
    this.schedulers[framework].step(now, event, this.schedulerOut);
  }

  private onMasterTimer(timer: 'BATCH_ALLOCATION' | 'EVENT_ALLOCATION'): void {
    const { now } = this.kernel;
    const batch = timer === 'BATCH_ALLOCATION';
    this.log.append(now, KIND.TIMER, -1, -1, -1, batch ? 0 : 1);
    this.master.step(now, { type: 'TIMER', timer }, this.masterOut);
    if (batch) this.usage.sampleFairness(now);
  }

  private onJobArrival(job: number): void {
    const { workload } = this.experiment;
    const { now } = this.kernel;
    const framework = workload.jobs.framework[job];
    this.log.append(now, KIND.JOB_SUBMITTED, framework, -1, job, -1);
    this.jobs.jobSubmitted(now);
    this.usage.setJobsInSystem(this.jobs.present, now);
    if (job + 1 < workload.jobs.count) {
      this.kernel.scheduleAt(workload.jobs.submitUs[job + 1], JOB_ARRIVAL, job + 1, null);
    }
    this.scheduler = framework;
    const spec = this.jobSpec(job);
    this.schedulers[framework].step(now, { type: 'JOB', spec }, this.schedulerOut);
  }

  private stepAgent(
    agent: number,
    input: MasterToAgent | ContainerEvent | { type: 'TIMER'; timer: 'REGISTER' },
  ): void {
    const { now } = this.kernel;
    this.agent = agent;
    if (input.type === 'AGENT_REGISTERED') this.messages.learnAgent(input.agentId, agent);
    this.agents[agent].step(now, input, this.agentOut);
    // A container starts at once: its agent hears of it before anything else happens.
    for (
      let event = this.containers.nextStarted();
      event !== null;
      event = this.containers.nextStarted()
    ) {
      this.agents[agent].step(now, event, this.agentOut);
    }
  }

  private jobSpec(job: number): JobSpec {
    const { jobs, stages } = this.experiment.workload;
    const first = jobs.firstStage[job];
    const count = jobs.firstStage[job + 1] - first;
    return {
      job,
      submitUs: jobs.submitUs[job],
      stages: Array.from({ length: count }, (_, s) => ({
        stage: first + s,
        tasks: stages.tasks[first + s],
        demand: this.view.charged[stages.demand[first + s]],
        demandClass: this.demandClass(stages.demand[first + s]),
        slowstart: stages.kind[first + s] === StageKind.REDUCE,
      })),
    };
  }

  /** Under a slot policy all demands are one slot: one class. */
  private demandClass(demand: number): number {
    return this.countsOffers ? demand : 0;
  }

  private makeContainers(): VirtualContainers {
    const { workload, seed, scheduler } = this.experiment;
    const { stages } = workload;
    return new VirtualContainers({
      kernel: this.kernel,
      exitKind: CONTAINER_EXIT,
      durations: new TaskDurations(workload, seed),
      view: this.view,
      stageDemand: stages.demand,
      remoteFactor: scheduler.locality?.remoteFactor ?? 1,
      observer: {
        started: ({ info }, agent) => {
          const { now } = this.kernel;
          const framework = workload.jobs.framework[info.job];
          this.log.append(now, KIND.CONTAINER_RUNNING, framework, agent, info.taskId, info.job);
          this.tasksStarted++;
          this.jobs.taskStarted(info.job, now);
          this.usage.use(
            framework,
            this.view.agents[agent].used[stages.demand[info.stage]],
            1,
            now,
          );
        },
        ended: ({ info }, agent, idealUs) => {
          const { now } = this.kernel;
          const framework = workload.jobs.framework[info.job];
          this.log.append(now, KIND.CONTAINER_EXITED, framework, agent, info.taskId, info.job);
          this.jobs.taskFinished(info.stage, idealUs);
          this.tasksFinished++;
          this.tasksFinishedBy[framework]++;
          this.usage.use(
            framework,
            this.view.agents[agent].used[stages.demand[info.stage]],
            -1,
            now,
          );
        },
      },
    });
  }

  private makeMasterOutput(): MasterOutput {
    const agentCount = this.view.agents.length;
    return {
      send: (to: Connection, message) => {
        const link = 2 * to + 1;
        if (to < agentCount) return this.network.send(link, MASTER_MESSAGE, to, message);
        if (message.type === 'OFFERS' && this.countsOffers) {
          for (const { resources } of message.offers) {
            this.usage.offered(resources, 1, this.kernel.now);
          }
        }
        this.network.send(link, SCHEDULER_EVENT, to - agentCount, message);
      },
      setTimer: (timer, delayUs) => this.kernel.schedule(delayUs, MASTER_TIMER, 0, timer),
      reject: (input, reason) =>
        assert(false, `nothing is refused without faults: ${input.type}: ${reason}`),
    };
  }

  private makeAgentOutput(): AgentOutput {
    return {
      send: (message) => this.network.send(2 * this.agent, AGENT_MESSAGE, this.agent, message),
      setTimer: (_timer, delayUs) => this.kernel.schedule(delayUs, AGENT_TIMER, this.agent, null),
      launch: (task) => this.containers.launch(task, this.agent),
      kill: (task) => this.containers.kill(task),
      message: (task) => this.containers.release(task),
    };
  }

  private makeSchedulerOutput(): MapReduceOutput {
    const agentCount = this.view.agents.length;
    return {
      send: (call) => {
        const link = 2 * (agentCount + this.scheduler);
        this.network.send(link, CALL, this.scheduler, call);
      },
      setTimer: (_timer, delayUs) =>
        this.kernel.schedule(delayUs, SCHEDULER_TIMER, this.scheduler, null),
      jobFinished: (job) => this.onJobFinished(job),
      jobFailed: (job, reason) => assert(false, `job ${job} can be done: ${reason}`),
      backlogged: (some) => this.usage.setBacklogged(this.scheduler, some),
    };
  }

  private onJobFinished(job: number): void {
    const { now } = this.kernel;
    this.log.append(now, KIND.JOB_FINISHED, this.scheduler, -1, job, -1);
    this.jobs.jobFinished(job, now);
    this.usage.setJobsInSystem(this.jobs.present, now);
    if (this.jobs.finished === this.experiment.workload.jobs.count) this.kernel.stop();
  }

  private makeAgents(): void {
    for (const [connection, { total }] of this.view.agents.entries()) {
      const hostname = hostnameOf(connection);
      this.agents.push(new Agent({ connection, hostname, resources: total }));
    }
  }

  private makeSchedulers(placement: RandomBlockPlacement | null): void {
    const { workload, scheduler } = this.experiment;
    const { jobOrder, slowstart, refuseSeconds, locality } = scheduler;
    for (const [framework, name] of workload.frameworks.entries()) {
      this.schedulers.push(
        new MapReduceScheduler({
          connection: this.view.agents.length + framework,
          name,
          role: roleOf(name),
          jobOrder,
          slowstart,
          refuseSeconds,
          locality:
            placement === null || locality === null
              ? null
              : { placement, delayUs: locality.delayUs },
        }),
      );
    }
  }

  private placement(replication: number): RandomBlockPlacement {
    const hosts = this.view.agents.map((_, agent) => hostnameOf(agent));
    return new RandomBlockPlacement(hosts, replication, this.experiment.seed);
  }
}

function hostnameOf(agent: number): string {
  return `agent${agent}`;
}

/** For Jain's index: the weight, or the largest of a weight per resource. */
function scalarWeight(experiment: Experiment, framework: string): number {
  const weight = experiment.weights.get(framework) ?? 1;
  return typeof weight === 'number' ? weight : Math.max(...weight.values());
}

function roleWeights(
  experiment: Experiment,
  view: ResourceView,
): { role: string; weight: number | readonly number[] }[] {
  return [...experiment.weights].map(([framework, weight]) => ({
    role: roleOf(framework),
    weight:
      typeof weight === 'number' ? weight : view.space.names.map((name) => weight.get(name) ?? 1),
  }));
}
