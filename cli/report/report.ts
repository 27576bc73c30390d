import { JSDOM } from 'jsdom';

import type { ComparisonRecord } from '../comparison/document.ts';
import { completionSection } from './completion-section.ts';
import { frameworkSection } from './framework-section.ts';
import { headingSection } from './heading.ts';
import { type Markup, html } from './html.ts';
import { methodSection } from './method-section.ts';
import { type ReportData, reportData } from './report-data.ts';
import { STYLE_SHEET } from './style-sheet.ts';
import { summarySection } from './summary-section.ts';
import { timeSection } from './time-section.ts';

/**
 * The report of a comparison: one HTML file that needs nothing else, neither network nor
 * scripts. The same comparison gives the same bytes.
 */
export function renderReport(record: ComparisonRecord): string {
  const { window } = new JSDOM('');
  const data = reportData(record, window.document);
  const body = data === null ? nothingCompared(record) : sections(data);
  const title = `${record.policies.join(', ')} on ${record.experiment.workload.name}`;
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Evenhand ${record.version}">
<title>${title}</title>
<style>`;
  // The style sheet is ours and holds quotes that must stay quotes.
  return `<!doctype html>
${page.text}${STYLE_SHEET}</style>
</head>
<body>
<main>
${body.text}</main>
</body>
</html>
`;
}

function sections(data: ReportData): Markup {
  const parts = [
    headingSection(data),
    howToRead(),
    summarySection(data),
    completionSection(data),
    timeSection(data),
    frameworkSection(data),
    methodSection(data),
  ];
  return html`${parts}`;
}

function howToRead(): Markup {
  return html`<section>
<h2>How to read this</h2>
<p>Every policy was given the same jobs on the same cluster. Completion time is what the users of
a cluster feel; slowdown says the same relative to what a job could have had, so that short jobs
count as much as long ones; utilisation is what its owner pays for; Jain’s index says how evenly
the frameworks were treated while they competed. A policy that wins one of these often loses
another. An interval is where the true mean lies, 19 times out of 20, given the seeds that were
run.</p>
</section>
`;
}

function nothingCompared(record: ComparisonRecord): Markup {
  return html`<h1>Nothing to compare</h1>
<p>${record.runs.length} runs finished, but no seed under every policy.</p>
`;
}
