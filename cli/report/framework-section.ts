import type { FrameworkOutcome } from '../../sim/experiment/run-result.ts';
import { mean } from '../../sim/statistics/mean.ts';
import { decimalsFor, formatCount, formatNumber } from '../output/numbers.ts';
import { type Markup, NOTHING, html } from './html.ts';
import type { ReportData, ReportPolicy } from './report-data.ts';

/** Frameworks in the table: a workload may have thousands of users. */
const MAX_FRAMEWORKS = 40;

/** Each framework under each policy, means over the seeds compared. */
export function frameworkSection(data: ReportData): Markup {
  const outcomes = data.policies[0].runs[0].frameworks;
  const left = outcomes.length - MAX_FRAMEWORKS;
  const rest =
    left > 0
      ? html` The first ${MAX_FRAMEWORKS} are shown; ${left} more are in the JSON.`
      : NOTHING;
  const groups = outcomes.slice(0, MAX_FRAMEWORKS).map((framework, index) => {
    const rows = data.policies.map((policy) => row(data, policy, index));
    const jobs = framework.jobs === 1 ? '1 job' : `${formatCount(framework.jobs)} jobs`;
    return html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="7">${framework.name} <span class="note">${jobs}</span></th></tr>
${rows}</tbody>
`;
  });
  return html`<section>
<h2>By framework</h2>
<p>Means over the seeds. The dominant share is that of its running tasks, averaged over
the makespan.${rest}</p>
<div class="scroll" tabindex="0" role="group" aria-label="By framework"><table class="frameworks">
<thead><tr><th scope="col">Policy</th><th scope="col">Mean completion,&nbsp;s</th><th
scope="col">Dominant share,&nbsp;%</th><th scope="col">Tasks run</th><th scope="col">Offers
made</th><th scope="col">Offers accepted</th><th scope="col">Offers declined</th></tr></thead>
${groups}</table></div>
</section>
`;
}

function row(data: ReportData, policy: ReportPolicy, index: number): Markup {
  const over = (of: (outcome: FrameworkOutcome) => number, which: ReportPolicy = policy): number =>
    mean(which.runs.map((run) => of(run.frameworks[index])));
  const completion = (outcome: FrameworkOutcome): number => outcome.meanCompletionSeconds;
  const decimals = decimalsFor(
    'seconds',
    data.policies.map((other) => over(completion, other)),
  );
  const counted = [
    over((outcome) => outcome.tasksFinished),
    over((outcome) => outcome.offersMade),
    over((outcome) => outcome.offersAccepted),
    over((outcome) => outcome.offersDeclined),
  ].map((count) => html`<td>${formatNumber(count, 'count', 0)}</td>`);
  return html`<tr><th scope="row">${policy.name}</th>
<td>${formatNumber(over(completion), 'seconds', decimals)}</td><td>${formatNumber(
    over((outcome) => outcome.meanDominantShare),
    'part',
    1,
  )}</td>${counted}</tr>
`;
}
