import { assert } from '../../core/assert.ts';
import type { Explainer } from '../../core/allocation/explanation.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import type { Connection } from '../../core/machine.ts';
import type { Marks } from '../../core/marks.ts';
import type { Disconnected } from '../../core/master/master-io.ts';
import type { Master } from '../../core/master/master.ts';
import type { OfferCounts } from '../../core/master/records.ts';
import type { AgentToMaster, MasterToAgent, Pong } from '../../core/protocol/agent-api.ts';
import type { Call, SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { CheckedWorld, Checker, CheckerType, Violation } from '../checkers/checker.ts';
import { type CheckHub, checkHub } from '../checkers/check-hub.ts';
import { observerOf } from '../checkers/observer-of.ts';
import { type Buggifier, buggifierOf } from '../faults/buggifier.ts';
import { type Experiment, isEventful, losesWrites, faultPlanOf } from '../experiment/experiment.ts';
import { FaultInjector, type FaultTurn } from '../faults/fault-injector.ts';
import { type EventHandler, Kernel } from '../kernel/kernel.ts';
import { KIND } from '../log/event-kinds.ts';
import type { EventLog } from '../log/event-log.ts';
import { JobRecords } from '../metrics/job-records.ts';
import type { UsageMetrics } from '../metrics/usage.ts';
import { AgentMachines, type AgentTimerSet } from './agent-machines.ts';
import { Breakage } from './breakage.ts';
import { clusterAttributes } from './cluster-racks.ts';
import { CheckedCluster } from './checked-cluster.ts';
import { VirtualZooKeeper } from './coordination/virtual-zookeeper.ts';
import { Followers } from './followers.ts';
import { FrameworkNodes } from './framework-nodes.ts';
import { isHandshake } from './handshakes.ts';
import { EVENT } from './kinds.ts';
import { LatencyDistribution } from './latency.ts';
import { LinkTroubles } from './link-troubles.ts';
import { MasterMaker } from './master-maker.ts';
import { MasterNodes, type MasterTimerEvent } from './master-nodes.ts';
import { MessageLog } from './message-log.ts';
import { mayRepeat } from './repeated-tasks.ts';
import { Network, type Packet } from './network.ts';
import { OfferedResources } from './offered-resources.ts';
import { Operator } from './operator.ts';
import { PeerLinks } from './peer-links.ts';
import { type ResourceView, resourceView } from './resource-view.ts';
import { SchedulerNodes } from './scheduler-nodes.ts';
import { type TaskFates, TaskTroubles } from './task-troubles.ts';
import { usageMetrics } from './usage-metrics.ts';
import { type Container, VirtualContainers } from './virtual-containers.ts';

/** What an agent says, answers to PINGs aside. */
type AgentWord = Exclude<AgentToMaster, Pong>;

export interface ClusterOptions {
  /** Invariants to watch. */
  readonly checkers?: readonly CheckerType[] | undefined;
  /** Who watches the run, told what checkers are told. */
  readonly watch?: (world: CheckedWorld) => Checker;
  /** What becomes of single tasks, in place of what the experiment's faults say. */
  readonly fates?: TaskFates | null;
  /** Told which places in the engine are reached. */
  readonly marks?: Marks | null | undefined;
}

/**
 * A cluster in virtual time: masters, agents and schedulers, wired by a network, over ZooKeeper
 * where masters are elected. Carries out the kernel's events by stepping the machine concerned;
 * carries out what the machine says by scheduling more events. Decides nothing itself.
 */
export class SimulatedCluster implements EventHandler {
  readonly kernel: Kernel = new Kernel();
  readonly view: ResourceView;
  readonly jobs: JobRecords;
  readonly usage: UsageMetrics;
  readonly masters: MasterNodes;
  readonly faults: FaultInjector;
  /** What jobs and tasks came to. */
  readonly frameworks: FrameworkNodes;
  /** Told of every decision of every master's allocator; set before the start. */
  explainer: Explainer | null = null;

  private readonly experiment: Experiment;
  private readonly log: EventLog;
  private readonly messages: MessageLog;
  private readonly links: PeerLinks;
  private readonly network: Network;
  private readonly buggifier: Buggifier | null;
  private readonly zookeeper: VirtualZooKeeper | null;
  private readonly followers: Followers;
  private readonly agents: AgentMachines;
  private readonly schedulers: SchedulerNodes;
  private readonly offered: OfferedResources;
  private readonly maker: MasterMaker;
  private readonly operator: Operator | null;
  private readonly hub: CheckHub | null;
  private readonly checks: Required<Checker> | null;
  /** Whether what is offered is what machines have, rather than slots. */
  private readonly countsOffers: boolean;
  /** Something may go wrong: links are watched, and what cannot be answered is no defect. */
  private readonly faulty: boolean;

  constructor(
    experiment: Experiment,
    policy: Policy,
    log: EventLog,
    { checkers = [], watch, fates = null, marks = null }: ClusterOptions = {},
  ) {
    const { workload, seed, cluster } = experiment;
    const { kernel } = this;
    this.experiment = experiment;
    this.log = log;
    this.messages = new MessageLog(log);
    this.view = resourceView(cluster, workload, policy);
    this.jobs = new JobRecords(workload, mayRepeat(experiment));
    this.usage = usageMetrics(experiment, this.view, watch !== undefined);
    this.buggifier = buggifierOf(experiment, kernel);
    this.faulty = isEventful(experiment);
    const operated = (experiment.operations ?? []).length > 0;
    const isWatched = checkers.length > 0 || watch !== undefined;
    this.hub = isWatched ? this.makeChecks(checkers, watch) : null;
    this.checks = this.hub?.hooks ?? null;
    const agents = this.view.agents.length;
    const masters = experiment.masters?.count ?? 1;
    this.links = new PeerLinks(masters, agents, workload.frameworks.length, operated);
    const latency = new LatencyDistribution(experiment.network);
    const linkTroubles = new LinkTroubles(seed, isHandshake);
    const troubles = this.faulty ? linkTroubles : null;
    this.network = new Network(kernel, latency, seed, this.links.count, troubles);
    this.zookeeper = this.makeZooKeeper(latency);
    this.followers = new Followers({
      ...{ kernel, zookeeper: this.zookeeper, masters },
      peers: this.links.peers + (operated ? 1 : 0),
      listener: (peer, before, now) => this.followed(peer, before, now),
    });
    const taskTroubles = new TaskTroubles(seed);
    const faultyTasks = this.faulty ? taskTroubles : null;
    this.schedulers = this.makeSchedulerNodes();
    this.frameworks = new FrameworkNodes({
      ...{ experiment, policy, log, kernel, taskTroubles: faultyTasks },
      ...{ view: this.view, jobs: this.jobs, usage: this.usage, schedulers: this.schedulers },
      ...{ checks: this.checks, links: this.links, latency, faulty: this.faulty, marks },
      buggifier: this.buggifier,
      // Asked while the run goes on: agents are made below.
      slowness: (agent) => containers.slowness(agent),
      isAgentCutOff: (agent) => this.agents.isCutOff(agent),
    });
    const containers = this.makeContainers(fates ?? faultyTasks);
    this.agents = new AgentMachines({
      ...{ kernel, network: this.network, links: this.links, followers: this.followers },
      ...{ containers, log, messages: this.messages, seed, marks, buggifier: this.buggifier },
      totals: this.view.agents.map(({ total }) => total),
      attributes: clusterAttributes(cluster),
      journals: losesWrites(experiment),
      restarted: (agent) => this.checks?.agentRestarted(agent),
      said: (agent, message) => this.checks?.agentSays(agent, message),
    });
    this.countsOffers = this.view.space === this.view.real;
    this.offered = new OfferedResources(this.usage, kernel, this.faulty);
    this.maker = new MasterMaker(experiment, policy, this.view, this.faulty, marks, this.buggifier);
    this.masters = this.makeMasters(masters, marks);
    this.operator = this.makeOperator();
    const breakage = new Breakage({
      ...{ kernel, log, seed, network: this.network, links: this.links },
      ...{ linkTroubles, taskTroubles },
      ...{ agents: this.agents, masters: this.masters, schedulers: this.schedulers },
      ...{ containers, zookeeper: this.zookeeper },
      foundDead: (master) => this.reconnectAll(master),
    });
    const turns = { strike: EVENT.FAULT_STRIKES, turn: EVENT.FAULT_ENDS };
    this.faults = new FaultInjector(kernel, turns, breakage, faultPlanOf(experiment));
  }

  /** Starts every machine and the first job; then the kernel can run. */
  start(): void {
    this.masters.start();
    this.agents.start();
    this.faults.start();
    this.operator?.start();
    this.schedulers.start();
    this.frameworks.start();
  }

  /** The machine of the leading master, null while there is none. */
  get leader(): Master | null {
    return this.masters.machine(this.masters.leader);
  }

  /** The first invariant that was found broken, null for none. */
  get violation(): Violation | null {
    return this.hub?.violation() ?? null;
  }

  /** Tells the checkers that the run is over. */
  finishChecks(complete: boolean): void {
    this.checks?.ended(complete);
  }

  /** How a framework's offers ended, under all masters. */
  offerCounts(framework: number): Readonly<OfferCounts> {
    return this.offered.counts(this.messages.idsOf(framework), this.masters.leading());
  }

  handle(kind: number, subject: number, payload: unknown): void {
    switch (kind) {
      case EVENT.CONTAINER_EXIT:
        return this.agents.exit(subject, payload as Container);
      case EVENT.MASTER_TIMER:
        return this.onMasterTimer(payload as MasterTimerEvent, subject);
      case EVENT.AGENT_TIMER:
        return this.agents.timer(subject, 'REGISTER', payload as AgentTimerSet);
      case EVENT.AGENT_RETRY_TIMER:
        return this.agents.timer(subject, 'RETRY_UPDATES', payload as AgentTimerSet);
      case EVENT.AGENT_DETECT_TIMER:
        return this.agents.timer(subject, 'DETECT', payload as AgentTimerSet);
      case EVENT.SCHEDULER_TIMER:
        this.log.append(this.kernel.now, KIND.TIMER, subject, -1, -1, -1);
        return this.schedulers.step(subject, { type: 'TIMER', timer: payload as string });
      case EVENT.JOB_ARRIVAL:
        return this.frameworks.jobArrived(subject);
      case EVENT.FAULT_STRIKES:
        return this.faults.strike(subject);
      case EVENT.FAULT_ENDS:
        return this.faults.turn(payload as FaultTurn);
      case EVENT.ZOOKEEPER:
        return this.zookeeper?.handle(payload);
      case EVENT.ACTION:
        return (payload as () => void)();
      case EVENT.OPERATOR_CALL:
      case EVENT.OPERATOR_ANSWER:
        return this.operator?.arrive(kind, subject, payload as Packet);
      default:
        return this.arrive(kind, subject, payload as object);
    }
  }

  /** A packet comes to its end. */
  private arrive(kind: number, subject: number, payload: object): void {
    const { peers } = this.links;
    const master = subject < peers ? 0 : Math.floor(subject / peers);
    const peer = subject - master * peers;
    let body: object | null = payload;
    if (this.faulty) {
      body = this.network.arrival(this.links.carrying(kind, master, peer), payload as Packet);
      if (body === null) return;
    }
    if (!Array.isArray(body)) return this.deliver(kind, master, peer, body);
    for (const message of body) this.deliver(kind, master, peer, message as object);
  }

  /** @param peer the agent, or the framework, that the message is to or from */
  private deliver(kind: number, master: number, peer: number, message: object): void {
    switch (kind) {
      case EVENT.CALL:
        return this.onCall(master, peer, message as Call | Disconnected);
      case EVENT.AGENT_MESSAGE:
        return this.onAgentMessage(master, peer, message as AgentWord | Disconnected);
      case EVENT.SCHEDULER_EVENT:
        return this.onSchedulerEvent(master, peer, message as SchedulerEvent);
      case EVENT.MASTER_MESSAGE:
      case EVENT.PING:
        return this.onMasterMessage(master, peer, message as MasterToAgent);
      case EVENT.PONG:
        return this.onPong(master, peer, message as Pong);
    }
  }

  private onCall(master: number, framework: number, call: Call | Disconnected): void {
    const { now } = this.kernel;
    if (call.type === 'DISCONNECTED') {
      this.log.append(now, KIND.DISCONNECTED, framework, -1, -1, -1);
    } else {
      this.messages.call(now, framework, call);
      if (this.faulty) return this.hearCall(master, framework, call);
      this.heard(master, framework, call);
    }
    this.masters.step(master, call);
  }

  // A method of its own, as the others that make a function: V8 makes a context for what such a
  // function captures whenever the method around it is entered, whether or not it gets there.
  private hearCall(master: number, framework: number, call: Call): void {
    this.masters.step(master, call, () => this.heard(master, framework, call));
  }

  /** A master is about to step on a call. */
  private heard(master: number, framework: number, call: Call): void {
    if (this.countsOffers) this.offered.answered(call, this.masters.machine(master));
    this.checks?.called(master, framework, call);
  }

  private onAgentMessage(master: number, agent: number, message: AgentWord | Disconnected): void {
    const { now } = this.kernel;
    if (message.type === 'DISCONNECTED') {
      this.log.append(now, KIND.DISCONNECTED, -1, agent, -1, -1);
    } else {
      if (this.agents.isNewProcess(master, agent, message)) {
        this.masters.step(master, { type: 'DISCONNECTED', connection: agent });
      }
      this.messages.fromAgent(now, agent, message);
      if (this.checks !== null) return this.hearAgent(this.checks, master, agent, message);
    }
    this.masters.step(master, message);
  }

  private hearAgent(
    checks: Required<Checker>,
    master: number,
    agent: number,
    message: AgentWord,
  ): void {
    this.masters.step(master, message, () => checks.told(master, agent, message));
  }

  /** Answers are the rule and not worth a record, unless one was missed before. */
  private onPong(master: number, agent: number, message: Pong): void {
    const missed = this.masters.machine(master)?.agentAt(message.connection)?.missedPings ?? 0;
    if (missed > 0) this.log.append(this.kernel.now, KIND.PONG_LATE, -1, agent, -1, -1);
    this.masters.step(master, message);
  }

  private onSchedulerEvent(master: number, framework: number, event: SchedulerEvent): void {
    const epoch = this.masters.epoch(master);
    if (!this.followers.admits(this.links.agents + framework, epoch)) return;
    if (event.type === 'SUBSCRIBED') this.messages.learnFramework(event.framework, framework);
    this.messages.event(this.kernel.now, framework, event);
    this.checks?.schedulerHears(framework, event, epoch);
    this.schedulers.step(framework, event);
  }

  private onMasterMessage(master: number, agent: number, message: MasterToAgent): void {
    const epoch = this.masters.epoch(master);
    if (!this.followers.admits(agent, epoch)) return;
    if (message.type !== 'PING') this.messages.toAgent(this.kernel.now, agent, message);
    if (this.checks === null) return this.agents.step(agent, message);
    this.hearMaster(this.checks, agent, message, epoch);
  }

  private hearMaster(
    checks: Required<Checker>,
    agent: number,
    message: MasterToAgent,
    epoch: number,
  ): void {
    this.agents.step(agent, message, () => checks.agentHears(agent, message, epoch));
  }

  private onMasterTimer(event: MasterTimerEvent, subject: number): void {
    const { timer, process } = event;
    const { now } = this.kernel;
    if (process.over || process.machine === null) return;
    if (timer === 'BATCH_ALLOCATION' || timer === 'EVENT_ALLOCATION') {
      const batch = timer === 'BATCH_ALLOCATION';
      this.log.append(now, KIND.TIMER, -1, -1, -1, batch ? 0 : 1);
      const { checks } = this;
      const told = batch && checks !== null ? () => checks.cycleEnded(process.master) : null;
      this.masters.timer(event, subject, told);
      if (batch) this.usage.sampleFairness(now);
      return;
    }
    const agent = timer === 'PING_AGENT' ? process.machine.agents[subject] : null;
    if (agent && agent.pingUs === now && !agent.answered) {
      this.log.append(now, KIND.PING_MISSED, -1, agent.connection, agent.missedPings + 1, -1);
    }
    this.masters.timer(event, subject);
  }

  /** A leading master speaks. */
  private say(master: number, to: Connection, message: SchedulerEvent | MasterToAgent): void {
    const { links, network } = this;
    const subject = master * links.peers + to;
    if (message.type === 'PING') {
      return network.send(links.ping(master, to), EVENT.PING, subject, message);
    }
    const link = links.toPeer(master, to);
    if (to < links.agents) {
      this.checks?.saidToAgent(master, to, message as MasterToAgent);
      return network.send(link, EVENT.MASTER_MESSAGE, subject, message);
    }
    const event = message as SchedulerEvent;
    this.checks?.saidToScheduler(master, to - links.agents, event);
    if (this.countsOffers) this.offered.said(master, event);
    network.send(link, EVENT.SCHEDULER_EVENT, subject - links.agents, event);
  }

  private followed(peer: number, before: number, now: number): void {
    const { agents } = this.links;
    if (peer === this.operator?.peer) return this.operator.followed(now);
    const isAgent = peer < agents;
    const [framework, agent] = isAgent ? [-1, peer] : [peer - agents, -1];
    this.log.append(this.kernel.now, KIND.FOLLOWS, framework, agent, now, -1);
    if (isAgent) this.agents.followed(peer, before);
    else this.schedulers.followed(peer - agents, before);
  }

  /** Whoever follows a master finds its connection dead. */
  private reconnectAll(master: number): void {
    for (let peer = 0; peer < this.links.peers; peer++) {
      if (this.followers.masterOf(peer) !== master) continue;
      if (peer < this.links.agents) this.agents.reconnect(peer);
      else this.schedulers.disconnect(peer - this.links.agents);
    }
  }

  private makeMasters(count: number, marks: Marks | null): MasterNodes {
    const { kernel, zookeeper } = this;
    return new MasterNodes(
      {
        ...{ kernel, zookeeper, marks, buggifier: this.buggifier },
        makeMaster: (master, epoch) => this.makeMaster(master, epoch),
        send: (master, to, message) => this.say(master, to, message),
        rejected: (master, input, reason, fault) => {
          assert(this.faulty, `nothing is refused without faults: ${input.type}: ${reason}`);
          this.operator?.refused(master, input, fault);
        },
        carriedOut: (master, call) => this.operator?.carriedOut(master, call),
        stored: (master, { registry }) => this.checks?.registryWritten(master, registry),
        leads: (master, epoch) => {
          if (zookeeper !== null) {
            this.log.append(kernel.now, KIND.MASTER_LEADS, -1, -1, master, epoch);
          }
          this.checks?.masterLeads(master, epoch);
        },
        ended: (master, led) => {
          this.log.append(kernel.now, KIND.MASTER_ENDED, -1, -1, master, led ? 1 : 0);
          for (const link of this.links.ofOneMaster(master)) this.network.cut(link);
          this.offered.masterEnded(master);
          if (led) this.checks?.masterEnds(master);
        },
      },
      count,
    );
  }

  private makeMaster(master: number, epoch: number): Master {
    const machine = this.maker.make(master, epoch);
    machine.allocator.explainer = this.explainer;
    this.offered.watch(master, machine);
    if (this.checks !== null) machine.observe(observerOf(master, this.checks));
    return machine;
  }

  private makeZooKeeper(latency: LatencyDistribution): VirtualZooKeeper | null {
    const { masters, seed } = this.experiment;
    if (masters === undefined) return null;
    return new VirtualZooKeeper({
      ...{ kernel: this.kernel, kind: EVENT.ZOOKEEPER, latency, seed },
      servers: masters.zookeeperServers,
      deliver: (client, input) => {
        if (client < masters.count) this.masters.heard(client, input);
        else this.followers.heard(client, input);
      },
    });
  }

  private makeSchedulerNodes(): SchedulerNodes {
    return new SchedulerNodes({
      ...{ kernel: this.kernel, network: this.network, links: this.links },
      ...{ followers: this.followers, seed: this.experiment.seed, buggifier: this.buggifier },
      masterFinds: (master, news) => this.masters.step(master, news),
      said: (framework, call) => this.checks?.schedulerSays(framework, call),
      restarted: (framework) => this.checks?.schedulerRestarted(framework),
    });
  }

  private makeContainers(troubles: TaskFates | null): VirtualContainers {
    return new VirtualContainers({
      ...{ kernel: this.kernel, troubles, models: this.frameworks.models },
      frameworkOf: (id) => this.messages.frameworkAt(id),
      mortals: this.faulty ? this.view.agents.length : 0,
      observer: this.frameworks,
    });
  }

  private makeOperator(): Operator | null {
    const { kernel, network, links, followers, log, messages, agents, masters } = this;
    const { operations = [] } = this.experiment;
    if (operations.length === 0) return null;
    const nodes = { kernel, network, links, followers, log, messages, agents, masters };
    return new Operator({ ...nodes, operations });
  }

  private makeChecks(checkers: readonly CheckerType[], watch: ClusterOptions['watch']): CheckHub {
    const { experiment, view, kernel, messages } = this;
    const world = new CheckedCluster({
      ...{ experiment, view, kernel, messages },
      masters: () => this.masters,
      broken: () => this.faults.someAway,
    });
    return checkHub(
      checkers,
      world,
      () => this.log.count,
      () => kernel.stop(),
      watch === undefined ? [] : [watch(world)],
    );
  }
}
