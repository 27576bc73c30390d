import { drf } from '../../core/allocation/policies/drf.ts';
import { random } from '../../core/allocation/policies/random.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { streamOf } from '../../sim/random/streams.ts';
import type { ExplainedCycle } from '../explain/explanation.ts';
import type { Json } from '../output/json.ts';
import { AllocatorHost } from './allocator-host.ts';
import { checkExpectations, uncheckedOffers } from './check-expectations.ts';
import { checkConstraintCase } from './constraint-cases.ts';
import type { Mismatch } from './mismatch.ts';
import { performStep } from './perform-step.ts';
import { checkResourceCase } from './resource-cases.ts';
import type {
  AllocatorScript,
  ConstraintsScript,
  ResourcesScript,
  Script,
  SorterScript,
  Step,
} from './script.ts';
import { SorterHost } from './sorter-host.ts';
import { checkSorter, doSorterStep } from './sorter-steps.ts';
import { StepDefect } from './step-defect.ts';

/** How scripts are run. */
export interface RunOptions {
  /** Of allocator scripts; those about sorters name their own. */
  readonly policy: Policy;
  /** Decides all that is left to chance, such as the order in which agents are looked at. */
  readonly seed: string;
  /** Told of the decisions of allocator scripts. */
  readonly explain?: (cycle: ExplainedCycle) => void;
}

/** An expectation that did not hold. */
export interface Failure extends Mismatch {
  /** Index of the step or case from 0, of the outer one when coalesced; past the last, the end. */
  readonly step: number;
}

/** A step that cannot be done although everything before it went as expected. */
export class ScriptDefect extends Error {
  override readonly name = 'ScriptDefect';
  /** From the script to the part that is wrong. */
  readonly path: readonly PropertyKey[];

  constructor(path: readonly PropertyKey[], message: string) {
    super(message);
    this.path = path;
  }
}

/**
 * Runs a script to its end, whatever fails on the way.
 * @returns what did not hold, in order; none when it passed
 * @throws ScriptDefect when the script asks for what cannot be done
 */
export function runScript(script: Script, options: RunOptions): Failure[] {
  switch (script.kind) {
    case 'allocator':
      return runAllocatorScript(script, options);
    case 'sorter':
      return runSorterScript(script, options.seed);
    case 'resources':
      return runResourcesScript(script, options.seed);
    case 'constraints':
      return runConstraintsScript(script);
  }
}

function runAllocatorScript(script: AllocatorScript, options: RunOptions): Failure[] {
  const { policy, seed } = options;
  const host = new AllocatorHost(script, {
    ...options,
    random: streamOf(seed, 'script', script.name),
  });
  // Scripts are written for DRF: under another policy offers may have gone elsewhere.
  const failures = new FailureList(policy.name !== drf.name);
  for (const [at, step] of script.steps.entries()) {
    runStep(host, step, ['steps', at], failures.of(at));
  }
  const end = failures.of(script.steps.length);
  for (const mismatch of uncheckedOffers(host)) end.add(mismatch);
  return failures.all;
}

function runStep(host: AllocatorHost, step: Step, path: Path, failures: StepFailures): void {
  if ('expect' in step) {
    for (const mismatch of checkExpectations(host, step.expect)) failures.add(mismatch);
    if (step.mark !== undefined) host.log.mark(step.mark);
  } else if (step.do === 'coalesce') {
    host.hold();
    for (const [at, inner] of step.steps.entries()) {
      runStep(host, inner, [...path, 'steps', at], failures);
    }
    host.release();
  } else {
    failures.attempt(path, () => {
      const mismatch = performStep(host, step);
      if (mismatch !== null) failures.add(mismatch);
    });
  }
}

function runSorterScript(script: SorterScript, seed: string): Failure[] {
  const { sorter } = script.config;
  const kinds: readonly Policy[] =
    sorter === 'any' ? [drf, random] : [sorter === 'random' ? random : drf];
  return kinds.flatMap((policy) => {
    const host = new SorterHost(script, policy, streamOf(seed, policy.name, script.name));
    const failures = new FailureList(false);
    for (const [at, step] of script.steps.entries()) {
      const here = failures.of(at);
      here.attempt(['steps', at], () => {
        if ('do' in step) return doSorterStep(host, step);
        for (const { expected, found } of checkSorter(host, step.expect)) {
          here.add(kinds.length > 1 ? underSorter(policy, expected, found) : { expected, found });
        }
      });
    }
    return failures.all;
  });
}

/** A mismatch of a script that has to hold for several sorters. */
function underSorter({ name }: Policy, expected: Json, found: Json): Mismatch {
  return { expected: { [name]: expected }, found: { [name]: found } };
}

function runResourcesScript(script: ResourcesScript, seed: string): Failure[] {
  const stream = streamOf(seed, 'script', script.name);
  return script.cases.flatMap((one, step) => {
    const mismatch = checkResourceCase(one, stream);
    return mismatch === null ? [] : [{ step, ...mismatch }];
  });
}

function runConstraintsScript({ role_constraints, cases }: ConstraintsScript): Failure[] {
  return cases.flatMap((one, step) => {
    const mismatch = checkConstraintCase(role_constraints, one);
    return mismatch === null ? [] : [{ step, ...mismatch }];
  });
}

type Path = readonly PropertyKey[];

/** What failed so far in a script. */
class FailureList {
  readonly all: Failure[] = [];
  private readonly mayFail: boolean;

  /** @param mayFail whether a step that cannot be done is no mistake of the script even at first */
  constructor(mayFail: boolean) {
    this.mayFail = mayFail;
  }

  of(step: number): StepFailures {
    return new StepFailures(this, step);
  }

  /** Whether the cluster is no longer as the script expects. */
  get isAstray(): boolean {
    return this.mayFail || this.all.length > 0;
  }
}

/** Failures as those of one step. */
class StepFailures {
  private readonly list: FailureList;
  private readonly step: number;

  constructor(list: FailureList, step: number) {
    this.list = list;
    this.step = step;
  }

  add(mismatch: Mismatch): void {
    this.list.all.push({ step: this.step, ...mismatch });
  }

  /**
   * Does what may turn out impossible. After a failure that is one more: who was offered nothing
   * has nothing to decline.
   * @throws ScriptDefect when nothing failed before
   */
  attempt(path: Path, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof StepDefect)) throw error;
      if (!this.list.isAstray) throw new ScriptDefect([...path, ...error.path], error.message);
      this.add({ expected: error.wanted, found: error.found });
    }
  }
}
