import type { MasterToAgent } from '../../core/protocol/agent-api.ts';
import type { SchedulerEvent } from '../../core/protocol/scheduler-api.ts';
import type { CheckedWorld, Checker, CheckerType, Fail } from './checker.ts';

const NONE = -1;

class OneLeader implements Checker {
  private readonly fail: Fail;
  /** Of the last to begin to lead. */
  private epoch = NONE;
  /** By master: the epoch it leads in, or led in last. */
  private readonly epochs: number[] = [];
  private readonly leading = new Set<number>();
  /** Of the last that wrote. */
  private written = NONE;
  private readonly heardByAgent: number[];
  private readonly heardByScheduler: number[];

  constructor({ view, experiment }: CheckedWorld, fail: Fail) {
    this.fail = fail;
    this.heardByAgent = view.agents.map(() => NONE);
    this.heardByScheduler = experiment.workload.frameworks.map(() => NONE);
  }

  masterLeads(master: number, epoch: number): void {
    if (epoch <= this.epoch) {
      this.fail(`master ${master} leads in epoch ${epoch}: there was epoch ${this.epoch} before`);
    }
    if (this.leading.has(master)) {
      this.fail(`master ${master} leads in epoch ${epoch} and in ${this.epochs[master]} as well`);
    }
    this.epoch = epoch;
    this.epochs[master] = epoch;
    this.leading.add(master);
  }

  masterEnds(master: number): void {
    this.leading.delete(master);
  }

  agentHears(agent: number, message: MasterToAgent, epoch: number): void {
    this.hear(this.heardByAgent, 'agent', agent, message.type, epoch);
  }

  schedulerHears(framework: number, event: SchedulerEvent, epoch: number): void {
    this.hear(this.heardByScheduler, 'scheduler', framework, event.type, epoch);
  }

  /** A process that starts remembers no epoch. */
  agentRestarted(agent: number): void {
    this.heardByAgent[agent] = NONE;
  }

  schedulerRestarted(framework: number): void {
    this.heardByScheduler[framework] = NONE;
  }

  registryWritten(master: number): void {
    const epoch = this.epochs[master];
    if (epoch === undefined) return;
    if (epoch < this.written) {
      this.fail(
        `master ${master} of epoch ${epoch} wrote the registry after one of epoch ${this.written}`,
      );
    }
    this.written = epoch;
  }

  private hear(heard: number[], who: string, place: number, what: string, epoch: number): void {
    if (epoch < heard[place]) {
      this.fail(
        `${who} ${place} obeys ${what} of epoch ${epoch}: it has heard of epoch ${heard[place]}`,
      );
    }
    heard[place] = epoch;
  }
}

/** One master an epoch, and nobody obeys or stores what a deposed one says. */
export const oneLeader: CheckerType = {
  name: 'one-leader',
  says: 'an epoch has one leader, epochs grow, and who has heard of one obeys no earlier',
  make: (world, fail) => new OneLeader(world, fail),
};
