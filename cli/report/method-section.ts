import { metricsFor } from '../../sim/statistics/run-metrics.ts';
import { policyNamed } from '../../core/allocation/policies/index.ts';
import type { Experiment, LatencySpec } from '../../sim/experiment/experiment.ts';
import { formatScalars } from '../../core/resources/notation.ts';
import { formatCount } from '../output/numbers.ts';
import { type Markup, NOTHING, html } from './html.ts';
import { metricTitle } from './metric-titles.ts';
import type { ReportData } from './report-data.ts';

/** Everything needed to judge the numbers and to get them again. */
export function methodSection(data: ReportData): Markup {
  return html`<section>
<h2>Method</h2>
${policyList(data)}
<h3>How it was run</h3>
<p>Each policy ran the whole workload in Evenhand’s deterministic simulator once per seed. A run
is a function of the engine’s version, the workload, the settings, the policy and the seed: the
same five give the same events, and the same hash, on any machine. At one seed every policy sees
the same arrivals and task times. Replications are the seeds, never the jobs of a run, which
depend on each other; intervals are two-sided 95 % by Student’s t, differences are paired by
seed.</p>
${settings(data)}${traces(data)}
<h3>What is measured</h3>
${definitions(data)}
${hashes(data)}</section>
`;
}

function policyList(data: ReportData): Markup {
  const items = data.policies.map(({ name }) => {
    const policy = policyNamed(name);
    return policy === undefined
      ? html`<div><dt>${name}</dt><dd></dd></div>\n`
      : html`<div><dt>${name}</dt><dd>${policy.summary} <span class="note">${policy.source}</span></dd></div>\n`;
  });
  return html`<h3>Policies</h3>
<dl class="terms">
${items}</dl>`;
}

function settings(data: ReportData): Markup {
  const { experiment } = data.record;
  const { master, scheduler, durations } = { ...experiment, ...experiment.workload };
  const { locality } = scheduler;
  const rows: (readonly [string, string])[] = [
    ['Cluster', clusterLines(experiment)],
    ['Slots per agent', String(experiment.cluster.slotsPerAgent ?? 'three for every four CPUs')],
    ['Task demands', experiment.workload.demands.map(formatScalars).join(', ')],
    [
      'Task times',
      durations.skewSigma === 0
        ? 'as the workload says'
        : `times a lognormal factor of mean 1 and σ ${durations.skewSigma}, drawn per task`,
    ],
    ['Allocation', `every ${master.allocationIntervalUs / 1e6} s and on events`],
    [
      'Unanswered offers',
      master.maxOffersPerFramework === 0
        ? 'no limit'
        : `at most ${master.maxOffersPerFramework} per framework`,
    ],
    [
      'Schedulers',
      `jobs ${scheduler.jobOrder}, reduces after ${scheduler.slowstart * 100} % of the maps,
declined resources refused for ${scheduler.refuseSeconds} s`,
    ],
    [
      'Locality',
      locality === null
        ? 'not modelled'
        : `${locality.replication} replicas, a job waits ${locality.delayUs / 1e6} s for a local
slot, remote maps take ${locality.remoteFactor} times as long`,
    ],
    ['Message delay', latencyInWords(experiment.network)],
    ['Weights', weightsInWords(experiment)],
  ];
  if (experiment.faults.length > 0) {
    rows.push(['Faults', [...new Set(experiment.faults.map(({ kind }) => kind))].join(', ')]);
  }
  if (experiment.untilUs !== null) rows.push(['Stopped at', `${experiment.untilUs / 1e6} s`]);
  const items = rows.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>\n`);
  return html`<dl class="terms">
${items}</dl>
`;
}

function clusterLines({ cluster }: Experiment): string {
  return cluster.agents
    .map(({ count, resources }) => `${formatCount(count)} × ${formatScalars(resources)}`)
    .join(', ');
}

function latencyInWords(latency: LatencySpec): string {
  return latency.kind === 'constant'
    ? `${latency.us / 1000} ms`
    : `lognormal, mean ${latency.meanUs / 1000} ms, 99th percentile ${latency.p99Us / 1000} ms`;
}

function weightsInWords({ weights }: Experiment): string {
  if (weights.size === 0) return 'all 1';
  return [...weights]
    .map(([name, weight]) =>
      typeof weight === 'number'
        ? `${name} ${weight}`
        : `${name} ${[...weight].map(([resource, one]) => `${resource}:${one}`).join(',')}`,
    )
    .join('; ');
}

function traces(data: ReportData): Markup {
  const rows = data.record.traces.map(
    (trace) =>
      html`<li>${trace.file} (${trace.format}): ${formatCount(trace.rowsRead)} rows read,
${formatCount(trace.rowsRefused)} refused</li>\n`,
  );
  return rows.length === 0 ? NOTHING : html`<h3>Trace files</h3>\n<ul>\n${rows}</ul>\n`;
}

function definitions(data: ReportData): Markup {
  const items = metricsFor(data.policies[0].runs[0].cluster.resources).map(
    (metric) => html`<div><dt>${metricTitle(metric)}</dt><dd>${metric.definition}</dd></div>\n`,
  );
  return html`<dl class="terms">
${items}<div><dt>Ideal time</dt><dd>Time on the same cluster with nobody else: per stage the
longer of its longest task and its work spread over the cluster, by the scarcest
resource.</dd></div>
<div><dt>Percentiles</dt><dd>Linear between order statistics (type 7 of Hyndman and Fan): the
median of 1 to 10 is 5.5.</dd></div>
</dl>`;
}

/** Hashes to compare with another machine's. */
function hashes(data: ReportData): Markup {
  const { comparison, policies } = data;
  const heads = policies.map(({ name }) => html`<th scope="col">${name}</th>`);
  const rows = comparison.seeds.map((seed, s) => {
    const cells = policies.map(({ runs }) => html`<td><code>${runs[s].hash}</code></td>`);
    return html`<tr><th scope="row">${seed}</th>${cells}</tr>\n`;
  });
  return html`<h3>Hashes of the event logs</h3>
<div class="scroll" tabindex="0" role="group" aria-label="Hashes of the event logs"><table class="hashes">
<thead><tr><th scope="col">Seed</th>${heads}</tr></thead>
<tbody>
${rows}</tbody></table></div>
`;
}
