import type { Micros } from '../machine.ts';

/** A machine as operators name it (Mesos v1 `MachineID`); one of the two may be empty. */
export interface MachineId {
  readonly hostname: string;
  readonly ip: string;
}

/** When a machine is to be maintained. */
export interface Unavailability {
  readonly startUs: Micros;
  /** Null for an open end. */
  readonly durationUs: Micros | null;
}

export interface MaintenanceWindow {
  readonly machines: readonly MachineId[];
  readonly unavailability: Unavailability;
}

/** Windows in the operator's order; a machine stands in at most one. */
export type MaintenanceSchedule = readonly MaintenanceWindow[];
