import { parseScalars } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import { DEFAULT_SWIM_MODEL, type SwimModel } from '../swim/swim-model.ts';

/** What traces do not say and a replay needs. Each reader uses the settings of its format. */
export interface WorkloadSettings {
  /** How tasks follow from the bytes of a SWIM row. */
  readonly swim: SwimModel;
  /** What one task asks for where the trace names nothing at all. */
  readonly taskDemand: ResourceMap;
  /**
   * The machine that fractions are of, where a trace gives demands as parts of the largest
   * machine (Google 2011, memory of Alibaba).
   */
  readonly wholeMachine: ResourceMap;
}

/**
 * One CPU and 2 GiB a task; a whole machine of 64 CPUs and 256 GiB. Both are choices: no trace
 * states them (Google published fractions only, Alibaba's 2018 machines have 96 CPUs).
 */
export const DEFAULT_WORKLOAD_SETTINGS: WorkloadSettings = {
  swim: DEFAULT_SWIM_MODEL,
  taskDemand: parseScalars('cpus:1;mem:2048'),
  wholeMachine: parseScalars('cpus:64;mem:262144;disk:1048576'),
};
