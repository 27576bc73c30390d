import { assert } from '../../core/assert.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import type { Disconnected, MasterOutput, PeerTimer } from '../../core/master/master-io.ts';
import type { OfferCounts } from '../../core/master/records.ts';
import { Master } from '../../core/master/master.ts';
import type { Connection } from '../../core/machine.ts';
import type { AgentToMaster, MasterToAgent, Ping, Pong } from '../../core/protocol/agent-api.ts';
import type { OfferId } from '../../core/protocol/ids.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { SchedulerTimer } from '../../core/schedulers/driver.ts';
import {
  MapReduceScheduler,
  type MapReduceOutput,
} from '../../core/schedulers/mapreduce/mapreduce.ts';
import type { Quantities } from '../../core/resources/quantities.ts';
import type { Experiment } from '../experiment/experiment.ts';
import { FaultInjector } from '../faults/fault-injector.ts';
import type { FaultEffect } from '../faults/fault-spec.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { JobRecords } from '../metrics/job-records.ts';
import { UsageMetrics } from '../metrics/usage.ts';
import { streamOf } from '../random/streams.ts';
import { type AgentLinks, AgentMachines, hostnameOf } from './agent-machines.ts';
import { RandomBlockPlacement } from './block-placement.ts';
import { jobSpecOf } from './job-spec.ts';
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
const FAULT_STRIKES = 9;
const FAULT_ENDS = 10;
const AGENT_RETRY_TIMER = 11;
const AGENT_DETECT_TIMER = 12;
const MASTER_PEER_TIMER = 13;
const PING = 14;
const PONG = 15;

/**
 * A cluster in virtual time: one master, its agents and one scheduler per framework, wired by a
 * network. Carries out the kernel's events by stepping the machine concerned; carries out what
 * the machine says by scheduling more events. Decides nothing itself.
 *
 * Connections are numbers: agent a is a, scheduler f is (number of agents) + f. Each has a link each
 * way; PINGs and PONGs have links of their own behind those, so that they delay nothing else.
 */
export class SimulatedCluster implements EventHandler {
  readonly kernel: Kernel = new Kernel();
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  readonly usage: UsageMetrics;
  readonly master: Master;
  tasksStarted = 0;
  tasksFinished = 0;
  /** Tasks whose machine stopped under them. */
  tasksLost = 0;
  readonly faults: FaultInjector;
  /** By framework. */
  readonly tasksFinishedBy: number[];

  private readonly experiment: Experiment;
  private readonly log: EventLog;
  private readonly messages: MessageLog;
  private readonly network: Network;
  private readonly containers: VirtualContainers;
  private readonly agents: AgentMachines;
  private readonly schedulers: MapReduceScheduler[] = [];
  private readonly countsOffers: boolean;
  /** Something may go wrong: links are watched, and what cannot be answered is no defect. */
  private readonly faulty: boolean;
  /** Offers that may be rescinded, where something may go wrong. */
  private readonly openOffers = new Map<OfferId, Quantities>();
  private readonly masterOut: MasterOutput;
  private readonly schedulerOut: MapReduceOutput;
  /** Whose output {@link schedulerOut} carries. */
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
    this.faulty = experiment.faults.length > 0;
    const peers = this.view.agents.length + workload.frameworks.length;
    const latency = new LatencyDistribution(experiment.network);
    this.network = new Network(this.kernel, latency, seed, 2 * peers + 2 * this.view.agents.length);
    this.containers = this.makeContainers();
    this.agents = this.makeAgents();
    this.faults = this.makeFaults();
    this.agents.watch(this.faults);
    this.master = new Master({
      space: this.view.space,
      policy,
      random: streamOf(seed, 'allocation', 'master'),
      allocationIntervalUs: experiment.master.allocationIntervalUs,
      maxOffersPerClient: experiment.master.maxOffersPerFramework,
      weights: roleWeights(experiment, this.view),
      quotas: [...experiment.quotas].map(([role, quota]) => ({ role, ...quota })),
      // Where nothing goes wrong every answer would come: not worth the events.
      health: this.faulty ? USUAL_HEALTH : null,
    });
    this.masterOut = this.makeMasterOutput();
    this.schedulerOut = this.makeSchedulerOutput();
    this.makeSchedulers(
      policy,
      scheduler.locality === null ? null : this.placement(scheduler.locality.replication),
    );
  }

  /** Starts every machine and the first job; then the kernel can run. */
  start(): void {
    const { workload } = this.experiment;
    this.master.step(0, { type: 'START' }, this.masterOut);
    this.agents.start();
    this.faults.start();
    for (this.scheduler = 0; this.scheduler < this.schedulers.length; this.scheduler++) {
      this.schedulers[this.scheduler].step(0, { type: 'START' }, this.schedulerOut);
    }
    if (workload.jobs.count > 0) {
      this.kernel.scheduleAt(workload.jobs.submitUs[0], JOB_ARRIVAL, 0, null);
    }
  }

  handle(kind: number, subject: number, payload: unknown): void {
    switch (kind) {
      case CONTAINER_EXIT:
        return this.agents.exit(subject, payload as Container);
      case MASTER_TIMER:
        return this.onMasterTimer(payload as 'BATCH_ALLOCATION' | 'EVENT_ALLOCATION');
      case MASTER_PEER_TIMER:
        return this.onPeerTimer(subject, payload as PeerTimer);
      case AGENT_TIMER:
        return this.agents.timer(subject, 'REGISTER', payload as number);
      case AGENT_RETRY_TIMER:
        return this.agents.timer(subject, 'RETRY_UPDATES', payload as number);
      case AGENT_DETECT_TIMER:
        return this.agents.timer(subject, 'DETECT', payload as number);
      case SCHEDULER_TIMER:
        return this.onSchedulerTimer(subject, payload as SchedulerTimer);
      case JOB_ARRIVAL:
        return this.onJobArrival(subject);
      case FAULT_STRIKES:
        return this.faults.strike(subject);
      case FAULT_ENDS:
        return this.faults.recover(payload as FaultEffect, subject);
      default:
        if (this.faulty && !this.network.arrives(this.linkOf(kind, subject))) return;
        if (!Array.isArray(payload)) return this.deliver(kind, subject, payload);
        for (const message of payload) this.deliver(kind, subject, message);
    }
  }

  private deliver(kind: number, subject: number, message: unknown): void {
    switch (kind) {
      case CALL:
        return this.onCall(subject, message as Call);
      case AGENT_MESSAGE:
        return this.onAgentMessage(subject, message as Exclude<AgentToMaster, Pong> | Disconnected);
      case SCHEDULER_EVENT:
        return this.onSchedulerEvent(subject, message as SchedulerEvent);
      case MASTER_MESSAGE: {
        const told = message as Exclude<MasterToAgent, Ping>;
        this.messages.toAgent(this.kernel.now, subject, told);
        return this.agents.step(subject, told);
      }
      case PING:
        return this.agents.step(subject, message as Ping);
      case PONG:
        return this.onPong(subject, message as Pong);
    }
  }

  /** The link on which a message came. */
  private linkOf(kind: number, subject: number): number {
    if (kind === PING) return this.linksOf(subject).ping;
    if (kind === PONG) return this.linksOf(subject).pong;
    const toPeer = kind === SCHEDULER_EVENT || kind === MASTER_MESSAGE ? 1 : 0;
    const isScheduler = kind === CALL || kind === SCHEDULER_EVENT;
    return 2 * (isScheduler ? this.view.agents.length + subject : subject) + toPeer;
  }

  private linksOf(agent: number): AgentLinks {
    const ping = 2 * (this.view.agents.length + this.experiment.workload.frameworks.length + agent);
    return { fromAgent: 2 * agent, toAgent: 2 * agent + 1, ping, pong: ping + 1 };
  }

  private onSchedulerTimer(framework: number, timer: SchedulerTimer): void {
    const { now } = this.kernel;
    this.log.append(now, KIND.TIMER, framework, -1, -1, -1);
    this.scheduler = framework;
    this.schedulers[framework].step(now, { type: 'TIMER', timer }, this.schedulerOut);
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
        this.openOffers.delete(id);
      }
    }
    this.master.step(now, call, this.masterOut);
  }

  private onAgentMessage(
    agent: number,
    message: Exclude<AgentToMaster, Pong> | Disconnected,
  ): void {
    const { now } = this.kernel;
    if (message.type === 'DISCONNECTED') {
      this.log.append(now, KIND.DISCONNECTED, -1, agent, -1, -1);
    } else {
      this.messages.fromAgent(now, agent, message);
    }
    this.master.step(now, message, this.masterOut);
  }

  /** Answers are the rule and not worth a record, unless one was missed before. */
  private onPong(agent: number, message: Pong): void {
    const { now } = this.kernel;
    const missed = this.master.agentAt(message.connection)?.missedPings ?? 0;
    if (missed > 0) this.log.append(now, KIND.PONG_LATE, -1, agent, -1, -1);
    this.master.step(now, message, this.masterOut);
  }

  private onPeerTimer(subject: number, timer: PeerTimer): void {
    const { now } = this.kernel;
    const agent = timer === 'PING_AGENT' ? this.master.agents[subject] : null;
    if (agent && agent.pingUs === now && !agent.answered) {
      this.log.append(now, KIND.PING_MISSED, -1, agent.connection, agent.missedPings + 1, -1);
    }
    this.master.step(now, { type: 'TIMER', timer, subject }, this.masterOut);
  }

  private makeFaults(): FaultInjector {
    const { faults, seed } = this.experiment;
    const kinds = { strike: FAULT_STRIKES, recover: FAULT_ENDS };
    const plan = { faults, seed, agents: this.view.agents.length };
    return new FaultInjector(this.kernel, kinds, this.agents, plan);
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
    const spec = jobSpecOf(workload, this.view, job);
    this.schedulers[framework].step(now, { type: 'JOB', spec }, this.schedulerOut);
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
      mortals: this.faulty ? this.view.agents.length : 0,
      observer: {
        lost: ({ info }, agent) => {
          const { now } = this.kernel;
          const framework = workload.jobs.framework[info.job];
          this.log.append(now, KIND.CONTAINER_LOST, framework, agent, info.taskId, info.job);
          this.tasksLost++;
          this.useOf(framework, agent, info.stage, -1);
        },
        started: ({ info }, agent) => {
          const { now } = this.kernel;
          const framework = workload.jobs.framework[info.job];
          this.log.append(now, KIND.CONTAINER_RUNNING, framework, agent, info.taskId, info.job);
          this.tasksStarted++;
          this.jobs.taskStarted(info.job, now);
          this.useOf(framework, agent, info.stage, 1);
        },
        ended: ({ info }, agent, idealUs) => {
          const { now } = this.kernel;
          const framework = workload.jobs.framework[info.job];
          this.log.append(now, KIND.CONTAINER_EXITED, framework, agent, info.taskId, info.job);
          this.jobs.taskFinished(info.stage, idealUs);
          this.tasksFinished++;
          this.tasksFinishedBy[framework]++;
          this.useOf(framework, agent, info.stage, -1);
        },
      },
    });
  }

  private useOf(framework: number, agent: number, stage: number, sign: 1 | -1): void {
    const { demand } = this.experiment.workload.stages;
    const amounts = this.view.agents[agent].used[demand[stage]];
    this.usage.use(framework, amounts, sign, this.kernel.now);
  }

  private makeMasterOutput(): MasterOutput {
    const agentCount = this.view.agents.length;
    return {
      send: (to: Connection, message) => {
        const link = 2 * to + 1;
        // To an agent that is away or cut off: nobody is there to hear it.
        if (to < agentCount && !this.faults.isWell(to)) return;
        if (message.type === 'PING') {
          return this.network.send(this.linksOf(to).ping, PING, to, message);
        }
        if (to < agentCount) return this.network.send(link, MASTER_MESSAGE, to, message);
        if (message.type === 'OFFERS' && this.countsOffers) {
          for (const { id, resources } of message.offers) {
            this.usage.offered(resources, 1, this.kernel.now);
            if (this.faulty) this.openOffers.set(id, resources);
          }
        }
        if (message.type === 'RESCIND') this.countRescind(message.offerId);
        this.network.send(link, SCHEDULER_EVENT, to - agentCount, message);
      },
      setTimer: (timer, delayUs, subject) => {
        if (subject === undefined) this.kernel.schedule(delayUs, MASTER_TIMER, 0, timer);
        else this.kernel.schedule(delayUs, MASTER_PEER_TIMER, subject, timer);
      },
      reject: (input, reason) =>
        assert(this.faulty, `nothing is refused without faults: ${input.type}: ${reason}`),
    };
  }

  private countRescind(id: OfferId): void {
    const resources = this.openOffers.get(id);
    if (resources !== undefined) this.usage.offered(resources, -1, this.kernel.now);
    this.openOffers.delete(id);
  }

  private makeSchedulerOutput(): MapReduceOutput {
    const agentCount = this.view.agents.length;
    return {
      send: (call) => {
        const link = 2 * (agentCount + this.scheduler);
        this.network.send(link, CALL, this.scheduler, call);
      },
      setTimer: (timer, delayUs) =>
        this.kernel.schedule(delayUs, SCHEDULER_TIMER, this.scheduler, timer),
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

  private makeAgents(): AgentMachines {
    const { kernel, network, containers, log, messages } = this;
    const timers = {
      REGISTER: AGENT_TIMER,
      RETRY_UPDATES: AGENT_RETRY_TIMER,
      DETECT: AGENT_DETECT_TIMER,
    };
    return new AgentMachines({
      ...{ kernel, network, containers, log, messages, seed: this.experiment.seed },
      kinds: { timers, message: AGENT_MESSAGE, pong: PONG },
      totals: this.view.agents.map(({ total }) => total),
      links: (agent) => this.linksOf(agent),
    });
  }

  private makeSchedulers(policy: Policy, placement: RandomBlockPlacement | null): void {
    const { workload, scheduler, checkpointing = [] } = this.experiment;
    const { jobOrder, slowstart, refuseSeconds, locality } = scheduler;
    for (const [framework, name] of workload.frameworks.entries()) {
      this.schedulers.push(
        new MapReduceScheduler({
          connection: this.view.agents.length + framework,
          name,
          role: roleOf(name),
          checkpoint: checkpointing.includes(name),
          jobOrder: policy.jobOrder ?? jobOrder,
          slowstart,
          refuseSeconds,
          needs: policy.needs ?? [],
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
