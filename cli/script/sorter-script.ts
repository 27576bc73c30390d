import type { Milli } from '../../core/resources/quantities.ts';
import type { Resources } from '../../core/resources/resources.ts';

/** Steps of scripts of kind `sorter`. A client is named by its path, such as `eng/dev`. */
export type SorterStep = SorterDoStep | { readonly expect: SorterExpectations };

export type SorterDoStep =
  | { readonly do: 'add_client'; readonly client: string; readonly active: boolean }
  | { readonly do: 'remove_client' | 'activate' | 'deactivate'; readonly client: string }
  | { readonly do: 'set_weight'; readonly path: string; readonly weight: number }
  | {
      /** `resources` is the agent's new total. */
      readonly do: 'add_agent' | 'update_agent';
      readonly agent: string;
      readonly resources: Resources;
    }
  | { readonly do: 'remove_agent'; readonly agent: string }
  | {
      readonly do: 'allocated' | 'unallocated';
      readonly client: string;
      readonly agent: string;
      readonly resources: Resources;
    }
  | {
      readonly do: 'update_allocation';
      readonly client: string;
      readonly agent: string;
      readonly from: Resources;
      readonly to: Resources;
    };

export interface SorterExpectations {
  readonly sort?: readonly string[] | undefined;
  readonly sort_unordered?: readonly string[] | undefined;
  /** By client: whether the sorter knows it. */
  readonly contains?: ReadonlyMap<string, boolean> | undefined;
  readonly count?: number | undefined;
  /** By client, then agent. */
  readonly allocation?: ReadonlyMap<string, ReadonlyMap<string, Resources>> | undefined;
  /** By client, over all agents. */
  readonly allocation_scalars?: ReadonlyMap<string, ReadonlyMap<string, Milli>> | undefined;
  readonly total_allocation_scalars?: ReadonlyMap<string, Milli> | undefined;
  readonly distribution?: Distribution | undefined;
}

export interface Distribution {
  /** Number of sorts. */
  readonly samples: number;
  /** Largest difference of a frequency from its probability. */
  readonly tolerance: number;
  /** By client: the probability of each position. */
  readonly table: ReadonlyMap<string, readonly number[]>;
}
