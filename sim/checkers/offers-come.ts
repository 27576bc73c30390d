import type { AgentTask } from '../../core/agent/agent-io.ts';
import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';
import type { Master } from '../../core/master/master.ts';
import type { FrameworkRecord, OpenOffer } from '../../core/master/records.ts';
import { type Accounts, accountsOf } from './accounts/accounts.ts';
import { calmFor } from './accounts/calm.ts';
import type { Refusals } from './accounts/refusals.ts';
import type { Standing } from './accounts/standing.ts';
import { agentText, amountsText, secondsText } from './accounts/texts.ts';
import { keepsNothingBack, offersToAll } from './accounts/work-conserving.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

/** Longer than it takes to find a master again and to ask it about tasks. */
const PATIENCE_US = 300 * MICROS_PER_SECOND;
/** Jobs of a framework that are tried for size. */
const JOBS_TRIED = 8;

/** What a framework of the experiment waits for. */
interface Waiting {
  /** Submitted and not finished. */
  readonly jobs: Set<number>;
  /** Containers of its jobs. */
  running: number;
  /** When something last happened: an offer, a task that began or ended, a job. */
  lastUs: Micros;
}

class OffersCome implements Checker {
  private readonly world: CheckedWorld;
  private readonly fail: Fail;
  private readonly waiting: readonly Waiting[];
  private readonly standing: Standing;
  private readonly refusals: Refusals;
  private readonly dismissed: ReadonlySet<number>;
  private readonly patienceUs: Micros;
  private leader = -1;
  private turn = 0;

  constructor(world: CheckedWorld, fail: Fail, { standing, refusals, dismissed }: Accounts) {
    this.world = world;
    this.fail = fail;
    this.standing = standing;
    this.refusals = refusals;
    this.dismissed = dismissed;
    const { workload, scheduler } = world.experiment;
    this.waiting = workload.frameworks.map(() => ({ jobs: new Set(), running: 0, lastUs: 0 }));
    this.patienceUs = PATIENCE_US + 2 * scheduler.refuseSeconds * MICROS_PER_SECOND;
  }

  masterLeads(master: number): void {
    this.leader = master;
  }

  masterEnds(master: number): void {
    if (this.leader === master) this.leader = -1;
  }

  jobSubmitted(job: number): void {
    const waiting = this.ofJob(job);
    waiting?.jobs.add(job);
    this.happened(waiting, 0);
  }

  jobFinished(job: number): void {
    this.ofJob(job)?.jobs.delete(job);
  }

  containerStarted(_agent: number, { info }: AgentTask): void {
    this.happened(this.ofJob(info.job), 1);
  }

  containerEnded(_agent: number, { info }: AgentTask): void {
    this.happened(this.ofJob(info.job), -1);
  }

  containerLost(_agent: number, { info }: AgentTask): void {
    this.happened(this.ofJob(info.job), -1);
  }

  executorWorked(job: number): void {
    this.happened(this.ofJob(job), 0);
  }

  offerMade(_master: number, { framework }: OpenOffer): void {
    const place = this.world.frameworkOf(framework.id);
    if (place >= 0) this.happened(this.waiting[place], 0);
  }

  cycleEnded(master: number): void {
    if (master !== this.leader) return;
    this.turn = this.turn + 1 < this.waiting.length ? this.turn + 1 : 0;
    this.review(this.turn);
  }

  ended(): void {
    for (const framework of this.waiting.keys()) this.review(framework);
  }

  private ofJob(job: number): Waiting | undefined {
    const { jobs } = this.world.experiment.workload;
    return job >= 0 && job < jobs.count ? this.waiting[jobs.framework[job]] : undefined;
  }

  private happened(waiting: Waiting | undefined, started: number): void {
    if (waiting === undefined) return;
    waiting.running += started;
    waiting.lastUs = this.world.now;
  }

  private review(place: number): void {
    const waiting = this.waiting[place];
    if (waiting.jobs.size === 0 || waiting.running > 0 || this.dismissed.has(place)) return;
    const { now, experiment } = this.world;
    const idleUs = Math.min(calmFor(this.world), now - waiting.lastUs);
    if (idleUs < this.patienceUs) return;
    const since = waiting.lastUs;
    // Looked at again after as long a time.
    waiting.lastUs = now;
    const reason = this.reason(place, waiting);
    if (reason === null) return;
    const name = experiment.workload.frameworks[place];
    this.fail(
      `framework ${name} has ${waiting.jobs.size} jobs to do, and nothing has come to it ` +
        `since ${secondsText(since)}: ${reason}`,
    );
  }

  /** What holds a framework's offers back; null when no agent has room for it. */
  private reason(place: number, { jobs }: Waiting): string | null {
    const machine = this.leader < 0 ? null : this.world.master(this.leader);
    if (machine === null) return 'no master leads';
    const record = machine.frameworks.find(
      (known) => known && this.world.frameworkOf(known.id) === place,
    );
    if (!record) return 'the master does not know it';
    const bar = this.standing.frameworkBar(this.leader, record.id);
    if (bar !== null) return `it ${bar}; the master has ${record.tasks.size} tasks of it`;
    const { experiment } = this.world;
    if (!offersToAll(experiment.policy) || !keepsNothingBack(experiment)) return null;
    let tried = 0;
    for (const job of jobs) {
      if (++tried > JOBS_TRIED) return null;
      const reason = this.roomFor(machine, record, job);
      if (reason !== null) return reason;
    }
    return null;
  }

  private roomFor(machine: Master, record: FrameworkRecord, job: number): string | null {
    const demand = this.demandOf(job);
    const needs = `job ${job} needs ${amountsText(this.world, demand)}`;
    for (const agent of machine.agents) {
      if (!agent) continue;
      const free = machine.allocator.agents.freeOf(agent.id);
      if (free.some((amount, r) => amount < demand[r])) continue;
      const where = agentText(this.world, agent.id);
      const fits = `${needs}, ${where} has ${amountsText(this.world, free)} free`;
      const bar = this.standing.agentBar(this.leader, agent.id);
      if (bar !== null && agent.mode !== 'active') continue;
      if (bar !== null) return `${fits} and ${bar}`;
      const { now } = this.world;
      const refusal = this.refusals.covering(this.leader, record.id, agent.id, free, now);
      if (refusal === null) return `${fits} and was not offered`;
      return `${fits} and is refused until ${secondsText(refusal.expiresUs)}`;
    }
    return null;
  }

  /** Enough for a task of any stage; executors may want a whole agent. */
  private demandOf(job: number): number[] {
    const { view, experiment } = this.world;
    const { workload, frameworks } = experiment;
    const kind = frameworks?.get(workload.frameworks[workload.jobs.framework[job]])?.kind;
    const demand = view.space.names.map(() => 0);
    const raise = (amounts: readonly number[]): void => {
      for (let r = 0; r < demand.length; r++) demand[r] = Math.max(demand[r], amounts[r]);
    };
    const { firstStage } = workload.jobs;
    for (let stage = firstStage[job]; stage < firstStage[job + 1]; stage++) {
      raise(view.charged[workload.stages.demand[stage]]);
    }
    if ((kind ?? 'mapreduce') !== 'mapreduce') for (const { total } of view.agents) raise(total);
    return demand;
  }
}

/** Who has work and room gets offers, or it is said what is in the way. */
export const offersCome: CheckerType = {
  name: 'offers-come',
  says: 'once all is well, a framework with work that fits an agent is made offers',
  make: (world, fail, shared) => new OffersCome(world, fail, accountsOf(shared)),
};
