import { parametersOf } from './facebook-years.ts';
import type { GeneratorModel } from './generator-model.ts';
import { drawJob } from './job-sizes.ts';

/** Jobs of a day. */
const JOBS = 1500;

/**
 * The model behind the shipped samples: sizes by {@link drawJob}, and submissions of its own
 * (`arrivals.ts`). A scale of 1 is about the work per job of FB-2010, 44 GB of input.
 */
export const FACEBOOK_DAY_MODEL: GeneratorModel = {
  name: 'facebook-day',
  summary: "a day like Facebook's of 2009 and 2010, with jobs started by the clock",
  sources: [
    'Zaharia et al.: Delay Scheduling (EuroSys 2010), table 1: bins and shares up to 500 maps',
    'Hindman et al.: Mesos (NSDI 2011), table 3: which shapes are common in which bin',
    "SWIM's samples: the largest jobs, ratios of bytes",
  ],
  ...{
    target: 'swim',
    jobs: JOBS,
    gapUs: 86_400_000_000 / JOBS,
    arrivals: { kind: 'facebook-day' },
  },
  parameters: parametersOf(60_000, 'choice'),
  draw: (submitUs, draws) => {
    const stream = draws.stream('sizes');
    const rows = submitUs.map((us, job) => ({
      ...{ name: `job${job}`, submitSeconds: Math.floor(us / 1e6) },
      ...drawJob(stream, draws.parameter('max-maps'), draws.parameter('scale')),
    }));
    return { kind: 'rows', rows };
  },
};
