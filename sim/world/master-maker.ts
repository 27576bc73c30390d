import type { Policy } from '../../core/allocation/policy.ts';
import type { Marks } from '../../core/marks.ts';
import { USUAL_HEALTH } from '../../core/master/agent-health.ts';
import { Master, type RoleWeight } from '../../core/master/master.ts';
import type { Buggifier } from '../faults/buggifier.ts';
import { type Experiment, roleNameOf } from '../experiment/experiment.ts';
import { streamOf } from '../random/streams.ts';
import type { ResourceView } from './resource-view.ts';

/** Makes the machine of a master that begins to lead, as the experiment has it. */
export class MasterMaker {
  private readonly experiment: Experiment;
  private readonly policy: Policy;
  private readonly view: ResourceView;
  private readonly watchesAgents: boolean;
  private readonly marks: Marks | null;
  private readonly buggifier: Buggifier | null;

  /** @param watchesAgents not where nothing goes wrong: every answer would come */
  constructor(
    experiment: Experiment,
    policy: Policy,
    view: ResourceView,
    watchesAgents: boolean,
    marks: Marks | null = null,
    buggifier: Buggifier | null = null,
  ) {
    this.experiment = experiment;
    this.policy = policy;
    this.view = view;
    this.watchesAgents = watchesAgents;
    this.marks = marks;
    this.buggifier = buggifier;
  }

  make(master: number, epoch: number): Master {
    const { seed, quotas, masters } = this.experiment;
    const { allocationIntervalUs, maxOffersPerFramework, offerTimeoutUs } = this.experiment.master;
    const name = masters === undefined ? 'master' : `master${master}/${epoch}`;
    return new Master({
      space: this.view.space,
      policy: this.policy,
      random: streamOf(seed, 'allocation', name),
      allocationIntervalUs,
      maxOffersPerClient: maxOffersPerFramework,
      weights: roleWeights(this.experiment, this.view),
      quotas: [...quotas].map(([role, quota]) => ({ role, ...quota })),
      marks: this.marks,
      buggify: this.buggifier?.of('master', master) ?? null,
      health: this.watchesAgents ? USUAL_HEALTH : null,
      ...(offerTimeoutUs === undefined ? {} : { offerTimeoutUs }),
    });
  }
}

function roleWeights(experiment: Experiment, view: ResourceView): RoleWeight[] {
  return [...experiment.weights].map(([framework, weight]) => ({
    role: roleNameOf(experiment, framework),
    weight:
      typeof weight === 'number' ? weight : view.space.names.map((name) => weight.get(name) ?? 1),
  }));
}
