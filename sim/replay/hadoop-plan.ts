/**
 * What a simulation of recorded MapReduce jobs is given. Nothing in it says when an attempt began
 * or a job ended: that is for the simulation to find out.
 */
export interface HadoopPlan {
  readonly machines: readonly PlannedMachine[];
  /**
   * When the machines take work first, microseconds from the first submission: nothing of the log
   * began before, whatever kept them (a JobTracker that has just started knows no machine). 0 on
   * YARN, where the time before a first attempt is that of asking for its container.
   */
  readonly machinesFromUs: number;
  /** In the order in which they are served: by priority, then submission. */
  readonly jobs: readonly PlannedHadoopJob[];
  /**
   * How often a machine reports what has finished and takes new tasks, microseconds: Hadoop's
   * JobTracker hears of it and gives work at no other time.
   */
  readonly heartbeatUs: number;
  /**
   * On YARN a job asks for containers, and takes those it was given, with heartbeats of its own,
   * microseconds from its launch. Null: the JobTracker gives tasks to machines at once.
   */
  readonly masterHeartbeatUs: number | null;
  /** Reduces given to a machine in one heartbeat: the JobTracker gives one. */
  readonly reducesAtOnce: number;
}

/** Slots as the attempts show that there were; on YARN maps and reduces share them. */
export interface PlannedMachine {
  readonly mapSlots: number;
  /** Null: they take the slots of maps. */
  readonly reduceSlots: number | null;
}

/** A job. Times in microseconds. */
export interface PlannedHadoopJob {
  readonly submitUs: number;
  /** From submission to launch: splitting the input, or starting the application master. */
  readonly initialisationUs: number;
  /** Tasks that go before all others and after them; null where the log has none. */
  readonly setup: PlannedHadoopTask | null;
  readonly cleanup: PlannedHadoopTask | null;
  readonly maps: readonly PlannedHadoopTask[];
  /** Their times count from the last map's end where they had begun before it. */
  readonly reduces: readonly PlannedHadoopTask[];
  /** From the end of its last task to its own, where no clean-up task shows it. */
  readonly windUpUs: number;
}

/** The attempts of a task that a replay makes, in their order. */
export type PlannedHadoopTask = readonly { readonly us: number; readonly fails: boolean }[];
