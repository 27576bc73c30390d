import type {
  AgentCapability,
  Domain,
  FrameworkCapability,
} from '../../core/allocation/agent-facts.ts';
import type { Attribute } from '../../core/allocation/attributes.ts';
import type { OfferConstraints } from '../../core/allocation/offer-constraints.ts';
import type { Operation } from '../../core/resources/operations.ts';
import type { Milli, ResourceMap } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { SorterStep } from './sorter-script.ts';
import type { ConstraintCase, ResourceCase } from './cases.ts';

/**
 * Allocator scripts as they are after reading: checked, with resources, quantities and
 * constraints made ready. Fields of steps carry the language's own names.
 */
export type Script = AllocatorScript | SorterScript | ResourcesScript | ConstraintsScript;

export interface ScriptHead {
  readonly name: string;
  /** Group of the script, `''` when it has none. */
  readonly area: string;
}

export interface AllocatorScript extends ScriptHead {
  readonly kind: 'allocator';
  readonly config: AllocatorConfig;
  readonly agents: ReadonlyMap<string, AgentDefinition>;
  readonly frameworks: ReadonlyMap<string, FrameworkDefinition>;
  readonly steps: readonly Step[];
}

export interface SorterScript extends ScriptHead {
  readonly kind: 'sorter';
  readonly config: { readonly sorter: SorterKind; readonly fairness_exclude: readonly string[] };
  readonly steps: readonly SorterStep[];
}

export type SorterKind = 'drf' | 'random' | 'any';

export interface ResourcesScript extends ScriptHead {
  readonly kind: 'resources';
  readonly cases: readonly ResourceCase[];
}

export interface ConstraintsScript extends ScriptHead {
  readonly kind: 'constraints';
  readonly role_constraints: ReadonlyMap<string, OfferConstraints>;
  readonly cases: readonly ConstraintCase[];
}

export interface AllocatorConfig {
  /** Seconds between periodic allocations. */
  readonly allocation_interval: number;
  readonly min_allocatable: readonly ResourceMap[];
  readonly fairness_exclude: readonly string[];
  readonly filter_gpu: boolean;
  readonly master_domain: Domain | null;
}

export interface AgentDefinition {
  readonly resources: Resources;
  /** Absent, the agent's id. */
  readonly hostname?: string | undefined;
  readonly attributes: readonly Attribute[];
  readonly capabilities: readonly AgentCapability[];
  readonly domain: Domain | null;
}

export interface FrameworkDefinition {
  readonly roles: readonly string[];
  readonly capabilities: readonly FrameworkCapability[];
  readonly min_allocatable: ReadonlyMap<string, readonly ResourceMap[]>;
  readonly offer_constraints: ReadonlyMap<string, OfferConstraints>;
}

/** What a framework holds of an agent under a role. */
export interface Grant {
  readonly framework: string;
  readonly role: string;
  readonly agent: string;
  readonly resources: Resources;
}

export type Step = DoStep | ExpectStep;

export type DoStep =
  | AgentStep
  | FrameworkStep
  | HoldingStep
  | RoleStep
  | { readonly do: 'recover_all' }
  | { readonly do: 'whitelist'; readonly hosts: readonly string[] | null }
  | { readonly do: 'master_recover'; readonly expected_agents: number }
  | { readonly do: 'coalesce'; readonly steps: readonly Step[] }
  | { readonly do: 'advance'; readonly seconds: number };

export type AgentStep = { readonly agent: string } & (
  | {
      readonly do: 'add_agent';
      readonly used: readonly Omit<Grant, 'agent'>[];
      readonly unavailability: number | null;
    }
  | {
      readonly do: 'update_agent';
      readonly resources?: Resources | undefined;
      readonly capabilities?: readonly AgentCapability[] | undefined;
      readonly attributes?: readonly Attribute[] | undefined;
    }
  | {
      readonly do: 'add_agent_resources';
      readonly resources: Resources;
      readonly used: readonly Omit<Grant, 'agent'>[];
    }
  | { readonly do: 'remove_agent' | 'activate_agent' | 'deactivate_agent' }
  | {
      readonly do: 'operator';
      readonly operations: readonly Operation[];
      readonly result: 'ok' | 'fail';
    }
  | { readonly do: 'unavailability'; readonly start_in: number | null }
);

export type FrameworkStep = { readonly framework: string } & (
  | {
      readonly do: 'add_framework';
      readonly active: boolean;
      readonly suppressed_roles: readonly string[];
      /** Absent, what the agents known by then hold for it. */
      readonly used?: readonly Omit<Grant, 'framework'>[] | undefined;
    }
  | ({
      readonly do: 'update_framework';
      readonly suppressed_roles: readonly string[];
    } & FrameworkChange)
  | { readonly do: 'remove_framework' | 'activate_framework' | 'deactivate_framework' }
  | { readonly do: 'suppress' | 'revive'; readonly roles?: readonly string[] | undefined }
  | {
      readonly do: 'inverse_response';
      readonly agent: string;
      readonly status: InverseOfferStatus;
      readonly filter_seconds: number;
    }
);

export type FrameworkChange = {
  readonly [Field in keyof FrameworkDefinition]?: FrameworkDefinition[Field] | undefined;
};

export type InverseOfferStatus = 'ACCEPT' | 'DECLINE';

/** Steps about what a framework holds of an agent under a role. */
export type HoldingStep = Omit<Grant, 'resources'> &
  (
    | {
        readonly do: 'decline';
        readonly filter_seconds: number;
        /** Absent, all it holds there. */
        readonly resources?: Resources | undefined;
      }
    | { readonly do: 'recover'; readonly resources?: Resources | undefined }
    | { readonly do: 'launch'; readonly resources: Resources }
    | { readonly do: 'apply'; readonly operations: readonly Operation[] }
  );

export type RoleStep = { readonly role: string } & (
  | { readonly do: 'set_weight'; readonly weight: number }
  | {
      readonly do: 'set_quota';
      readonly guarantees: ResourceMap;
      /** Absent names have no limit; zero is one. */
      readonly limits: ResourceMap;
    }
  | { readonly do: 'clear_quota' }
);

export interface ExpectStep {
  readonly expect: Expectations;
  /** A name for this moment, for later `since`. */
  readonly mark?: string | undefined;
}

export interface Expectations {
  readonly offers?: readonly Grant[] | undefined;
  readonly offers_one_of?: readonly (readonly Grant[])[] | undefined;
  /** By framework. */
  readonly offer_totals?: ReadonlyMap<string, HeldTotals> | undefined;
  readonly offer_agents?: readonly string[] | undefined;
  readonly count_per_framework?:
    | { readonly since: string; readonly counts: ReadonlyMap<string, number> }
    | undefined;
  /** By framework. */
  readonly held?: ReadonlyMap<string, HeldNow> | undefined;
  readonly inverse_offers?: readonly InverseOffer[] | undefined;
  /** By agent, then framework. */
  readonly inverse_statuses?:
    | ReadonlyMap<string, ReadonlyMap<string, InverseOfferStatus>>
    | undefined;
  /** By name; null for a metric that must be absent. */
  readonly metrics?: ReadonlyMap<string, number | null> | undefined;
  readonly known_roles?: readonly string[] | undefined;
  readonly allocation_runs?: number | undefined;
}

export interface InverseOffer {
  readonly framework: string;
  readonly agent: string;
}

/** What was offered: number of distinct agents, quantities over all offers. */
export interface HeldTotals {
  readonly agents?: number | undefined;
  readonly quantities?: ReadonlyMap<string, Milli> | undefined;
}

/** What is held: which agents, or how many; quantities over all. */
export interface HeldNow {
  readonly agents?: number | readonly string[] | undefined;
  readonly quantities?: ReadonlyMap<string, Milli> | undefined;
}
