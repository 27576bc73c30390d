import { drf } from '../../core/allocation/policies/drf.ts';
import type { Policy } from '../../core/allocation/policy.ts';
import { scriptsOf } from '../../cli/script/read-scripts.ts';
import { type Failure, runScript } from '../../cli/script/run-script.ts';
import type { Script } from '../../cli/script/script.ts';

/** Agents and frameworks enough for most questions. */
export const SMALL_CLUSTER = {
  agents: {
    a: { resources: 'cpus:4;mem:4096' },
    b: { resources: 'cpus:2;mem:2048', attributes: 'rack:r1' },
  },
  frameworks: { f: { roles: ['web'] }, g: { roles: ['batch', 'batch/nightly'] } },
};

/** An allocator script over {@link SMALL_CLUSTER}, as a file has it. */
export function smallScript(steps: readonly unknown[], more: object = {}): object {
  return { name: 'small', kind: 'allocator', ...SMALL_CLUSTER, ...more, steps };
}

/** The script in a document, checked. */
export function scriptOf(document: unknown): Script {
  return scriptsOf(document, 'small.json')[0].script;
}

/** What does not hold in a script given as a document. */
export function failuresOf(document: unknown, seed = '1', policy: Policy = drf): Failure[] {
  return runScript(scriptOf(document), { policy, seed });
}

/** What does not hold when these steps are run over {@link SMALL_CLUSTER}. */
export function failuresOfSteps(...steps: readonly unknown[]): Failure[] {
  return failuresOf(smallScript(steps));
}
