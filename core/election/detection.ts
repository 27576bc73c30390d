import type { Machine, Micros } from '../machine.ts';
import { Detector, type DetectorOptions } from './detector.ts';
import type { DetectionInput, DetectionOutput, Leader } from './election-io.ts';
import { SESSION_TIMEOUT_US, Session } from './session.ts';

export interface DetectionOptions extends DetectorOptions {
  /** {@link SESSION_TIMEOUT_US} unless given. */
  readonly sessionTimeoutUs?: Micros;
}

/** Who leads, for those who follow: agents, schedulers, the command line. */
export class Detection implements Machine<DetectionInput, DetectionOutput> {
  private readonly session: Session;
  private readonly detector: Detector;
  private told: Leader | null = null;

  constructor(options: DetectionOptions) {
    this.session = new Session(options.sessionTimeoutUs ?? SESSION_TIMEOUT_US);
    this.detector = new Detector(options, this.session);
  }

  get leader(): Leader | null {
    return this.told;
  }

  step(now: Micros, input: DetectionInput, out: DetectionOutput): void {
    const heard = this.session.step(now, input, out);
    if (heard === null) return;
    this.detector.step(now, heard, out);
    if (this.detector.leader !== this.told) {
      this.told = this.detector.leader;
      out.detected(this.told);
    }
    if (this.session.closed) this.session.open(out);
  }
}
