import type { OpenOffer, TaskRecord } from '../../../core/master/records.ts';
import type { Accept } from '../../../core/protocol/scheduler-api.ts';

/**
 * The ACCEPT that a master is carrying out: tells tasks that are launched from those that an
 * agent reports. A master enters an ACCEPT's tasks in the order in which they are listed.
 */
export class Launching {
  /** Whether the task that entered the books last was launched. */
  launched = false;
  /** Offers that the ACCEPT may use; null when it may launch nothing. */
  usable: readonly OpenOffer[] | null = null;
  private master = -1;
  private call: Accept | null = null;
  private at = 0;

  accept(master: number, call: Accept, usable: readonly OpenOffer[] | null): void {
    this.master = master;
    this.call = call;
    this.usable = usable;
    this.at = 0;
  }

  /** A step on something else begins. */
  end(): void {
    this.call = null;
  }

  entered(master: number, { framework, info }: TaskRecord): void {
    const { call } = this;
    this.launched = false;
    if (call === null || master !== this.master || call.framework !== framework.id) return;
    const { launches } = call;
    while (this.at < launches.length && launches[this.at].taskId !== info.taskId) this.at++;
    this.launched = this.at++ < launches.length;
  }
}
