import type { Master } from '../../core/master/master.ts';
import type { CheckedWorld } from '../checkers/checker.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { MasterNodes } from './master-nodes.ts';
import type { MessageLog } from './message-log.ts';
import type { ResourceView } from './resource-view.ts';

/** What checkers may look at of a simulated cluster. */
export class CheckedCluster implements CheckedWorld {
  readonly experiment: Experiment;
  readonly view: ResourceView;
  private readonly kernel: Kernel;
  private readonly messages: MessageLog;
  /** Asked late: checkers are made before the masters and the faults are. */
  private readonly masters: () => MasterNodes;
  private readonly broken: () => boolean;

  constructor(options: {
    readonly experiment: Experiment;
    readonly view: ResourceView;
    readonly kernel: Kernel;
    readonly messages: MessageLog;
    readonly masters: () => MasterNodes;
    readonly broken: () => boolean;
  }) {
    this.experiment = options.experiment;
    this.view = options.view;
    this.kernel = options.kernel;
    this.messages = options.messages;
    this.masters = options.masters;
    this.broken = options.broken;
  }

  get now(): number {
    return this.kernel.now;
  }

  get someFault(): boolean {
    return this.broken();
  }

  get quiet(): boolean {
    return this.kernel.now >= (this.experiment.healAtUs ?? Number.POSITIVE_INFINITY);
  }

  master(master: number): Master | null {
    return this.masters().machine(master);
  }

  isLatest(master: number): boolean {
    return this.masters().isLatest(master);
  }

  agentOf(agentId: number): number {
    return this.messages.agentAt(agentId);
  }

  frameworkOf(frameworkId: number): number {
    return this.messages.frameworkAt(frameworkId);
  }
}
