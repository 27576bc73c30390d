import type { Micros } from '../../../core/machine.ts';
import type { Kernel } from '../../kernel/kernel.ts';

/** Something to be done at a time. */
export type Action = () => void;

/** The kernel as this folder uses it: its events are of one kind, and say what is to be done. */
export class Agenda {
  private readonly kernel: Kernel;
  private readonly kind: number;

  constructor(kernel: Kernel, kind: number) {
    this.kernel = kernel;
    this.kind = kind;
  }

  get now(): Micros {
    return this.kernel.now;
  }

  after(delayUs: Micros, action: Action): void {
    this.kernel.schedule(delayUs, this.kind, 0, action);
  }

  at(timeUs: Micros, action: Action): void {
    this.kernel.scheduleAt(timeUs, this.kind, 0, action);
  }
}
