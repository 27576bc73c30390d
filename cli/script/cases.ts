import type { AgentFacts } from '../../core/allocation/agent-facts.ts';
import type { Operation } from '../../core/resources/operations.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';

/** A case of a script of kind `resources`: what an operation gives for its arguments. */
export type ResourceCase =
  | {
      readonly op: 'add' | 'subtract' | 'unreserved';
      readonly args: readonly Resources[];
      readonly result: Resources;
    }
  | {
      readonly op: 'contains' | 'equal';
      readonly args: readonly Resources[];
      readonly result: boolean;
    }
  | {
      readonly op: 'contains_quantities';
      readonly args: readonly [Resources, ResourceMap];
      readonly result: boolean;
    }
  | { readonly op: 'quantities'; readonly args: readonly Resources[]; readonly result: ResourceMap }
  | {
      readonly op: 'reserved';
      readonly args: readonly Resources[];
      /** Absent, whatever the role. */
      readonly role?: string | undefined;
      readonly result: Resources;
    }
  | {
      readonly op: 'allocatable_to';
      readonly args: readonly Resources[];
      readonly role: string;
      readonly result: Resources;
    }
  | {
      readonly op: 'shrink_to_quantities' | 'shrink_to_limits';
      readonly args: readonly Resources[];
      readonly target: ResourceMap;
      readonly result_one_of: readonly Resources[];
    }
  | {
      readonly op: 'apply';
      readonly args: readonly Resources[];
      readonly operations: readonly Operation[];
      /** Null when the operations must be refused. */
      readonly result: Resources | null;
    }
  | {
      readonly op: 'repeat_add_subtract';
      readonly args: readonly Resources[];
      readonly times: number;
      readonly result: Resources;
    }
  | { readonly op: 'parse_error'; readonly args: readonly unknown[] };

/** A case of a script of kind `constraints`. */
export type ConstraintCase =
  | { readonly role: string; readonly agent: AgentFacts; readonly excluded: boolean }
  | { readonly groups: unknown; readonly valid: boolean };
