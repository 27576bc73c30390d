import type { AgentTask } from '../../core/agent/agent-io.ts';
import type { OfferEnd } from '../../core/master/master-observer.ts';
import type {
  AgentRecord,
  FrameworkRecord,
  OpenOffer,
  TaskRecord,
} from '../../core/master/records.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import { type TaskState, holdsResources } from '../../core/protocol/task-states.ts';
import type { CheckedWorld, Checker } from '../checkers/checker.ts';
import { runsJobs } from '../experiment/experiment.ts';
import { OfferBook } from './offer-book.ts';
import { TaskBook } from './task-book.ts';

/**
 * Keeps what pages of a run show and no machine remembers: offers and tasks that are over, and
 * what runs where. Told what checkers are told; judges nothing.
 */
export class RunWatch implements Checker {
  readonly offers: OfferBook;
  readonly tasks: TaskBook = new TaskBook();
  /** Containers on each agent, of each framework, of each job. */
  readonly runningOn: Int32Array;
  readonly runningOf: Int32Array;
  readonly runningIn: Int32Array;
  /** Tasks of each job that have finished, each time they did. */
  readonly finishedIn: Int32Array;
  readonly failedOf: Float64Array;
  /** Jobs submitted by each framework, and their tasks. */
  readonly jobsOf: Int32Array;
  readonly workOf: Float64Array;
  readonly suppressed: Uint8Array;
  /** 1 for agents that the latest leader has given up. */
  readonly givenUp: Uint8Array;
  /** 1 for agents whose tasks have changed what they hold; cleared by who has looked. */
  readonly touched: Uint8Array;
  /** Jobs submitted in all: the first ones, since they arrive in order. */
  submitted = 0;
  private readonly world: CheckedWorld;
  private readonly places: ReadonlyMap<string, number>;
  private readonly hasJobs: readonly boolean[];

  constructor(world: CheckedWorld) {
    const { experiment, view } = world;
    const { frameworks, jobs } = experiment.workload;
    this.world = world;
    this.places = new Map(frameworks.map((name, place) => [name, place]));
    this.hasJobs = frameworks.map((name) => runsJobs(experiment, name));
    const timeoutUs = experiment.master.offerTimeoutUs ?? Number.POSITIVE_INFINITY;
    this.offers = new OfferBook(view.space.size, timeoutUs);
    this.runningOn = new Int32Array(view.agents.length);
    this.runningOf = new Int32Array(frameworks.length);
    this.runningIn = new Int32Array(jobs.count);
    this.finishedIn = new Int32Array(jobs.count);
    this.failedOf = new Float64Array(frameworks.length);
    this.jobsOf = new Int32Array(frameworks.length);
    this.workOf = new Float64Array(frameworks.length);
    this.suppressed = new Uint8Array(frameworks.length);
    this.givenUp = new Uint8Array(view.agents.length);
    this.touched = new Uint8Array(view.agents.length);
  }

  /** Place of a framework in the workload; a master knows it by its name. */
  placeOf({ name }: FrameworkRecord): number {
    return this.placeNamed(name);
  }

  placeNamed(name: string): number {
    return this.places.get(name) ?? -1;
  }

  called(_master: number, framework: number, call: Call): void {
    this.offers.called(call);
    if (call.type === 'SUPPRESS') this.suppressed[framework] = 1;
    if (call.type === 'REVIVE' || call.type === 'SUBSCRIBE') this.suppressed[framework] = 0;
  }

  offerMade(master: number, offer: OpenOffer): void {
    const framework = this.placeOf(offer.framework);
    // The agent may not have heard its number yet.
    const agent = this.world.master(master)?.agents[offer.agentId]?.connection ?? -1;
    this.offers.made(master, framework, offer, agent, this.world.now);
  }

  offerEnded(master: number, offer: OpenOffer, end: OfferEnd): void {
    this.offers.ended(master, offer, end, this.world.now);
  }

  masterLeads(): void {
    this.givenUp.fill(0);
  }

  agentEntered(_master: number, { connection }: AgentRecord): void {
    this.givenUp[connection] = 0;
  }

  agentLeft(_master: number, { connection }: AgentRecord): void {
    this.givenUp[connection] = 1;
  }

  masterEnds(master: number): void {
    this.offers.masterEnded(master, this.world.now);
  }

  taskEntered(_master: number, task: TaskRecord): void {
    this.touched[task.agent.connection] = 1;
    this.tasks.entered(this.placeOf(task.framework), task, this.world.now);
  }

  taskForgotten(_master: number, { agent }: TaskRecord): void {
    this.touched[agent.connection] = 1;
  }

  taskChanged(_master: number, task: TaskRecord, before: TaskState): void {
    const { info, state } = task;
    if (holdsResources(before) !== holdsResources(state)) this.touched[task.agent.connection] = 1;
    const framework = this.placeOf(task.framework);
    this.tasks.changed(framework, info.taskId, state, this.world.now);
    if (state === before) return;
    if (state === 'TASK_FINISHED') this.count(this.finishedIn, framework, info.job, 1);
    if (state === 'TASK_FAILED' || state === 'TASK_ERROR') this.failedOf[framework]++;
  }

  containerStarted(agent: number, task: AgentTask): void {
    this.running(agent, task, 1);
  }

  containerEnded(agent: number, task: AgentTask): void {
    this.running(agent, task, -1);
  }

  containerLost(agent: number, task: AgentTask): void {
    this.running(agent, task, -1);
  }

  jobSubmitted(job: number): void {
    const { jobs, stages } = this.world.experiment.workload;
    const framework = jobs.framework[job];
    this.submitted = job + 1;
    this.jobsOf[framework]++;
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      this.workOf[framework] += stages.tasks[stage];
    }
  }

  private running(agent: number, { framework: { id }, info }: AgentTask, sign: 1 | -1): void {
    const framework = this.world.frameworkOf(id);
    this.runningOn[agent] += sign;
    this.runningOf[framework] += sign;
    this.count(this.runningIn, framework, info.job, sign);
  }

  private count(counts: Int32Array, framework: number, job: number, sign: 1 | -1): void {
    if (this.hasJobs[framework] && job >= 0) counts[job] += sign;
  }
}
