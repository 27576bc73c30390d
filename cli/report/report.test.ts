import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';

import { fakeRun } from '../../test/support/fake-run.ts';
import { sampleExperiment } from '../../test/support/sample-experiment.ts';
import { sampleWorkload } from '../../test/support/sample-workload.ts';
import type { ComparisonRecord } from '../comparison/document.ts';
import { escapeHtml, html } from './html.ts';
import { renderReport } from './report.ts';

const EVIL = '<script>alert("1")</script>&\'';

function record(changes: Partial<ComparisonRecord> = {}): ComparisonRecord {
  const policies = changes.policies ?? ['drf', 'fifo', 'slots'];
  const seeds = changes.seeds ?? ['1', '2'];
  const experiment = changes.experiment ?? sampleExperiment();
  const results = seeds.flatMap((seed) =>
    policies.map((policy) => fakeRun({ ...experiment, policy, seed })),
  );
  return {
    version: '1.2.3',
    traces: [],
    experiment,
    policies,
    seeds,
    runs: results.map((result) => ({ result, seconds: 1 })),
    failures: [],
    interrupted: false,
    wallSeconds: 1,
    workers: 1,
    ...changes,
  };
}

function parsed(page: string): Document {
  return new JSDOM(page).window.document;
}

describe('html', () => {
  it('escapes text and numbers stay numbers', () => {
    expect(html`<p title="${EVIL}">${EVIL} ${1.5}</p>`.text).toBe(
      `<p title="${escapeHtml(EVIL)}">${escapeHtml(EVIL)} 1.5</p>`,
    );
    expect(escapeHtml(EVIL)).toBe('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;');
  });

  it('keeps markup, alone and in lists', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>`.text).toBe('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('shows control characters, which HTML cannot hold', () => {
    expect(escapeHtml('a\u0000b')).toBe('a\ufffdb');
  });
});

describe('report', () => {
  const page = renderReport(record());
  const document = parsed(page);

  it('needs nothing but itself', () => {
    expect(document.querySelectorAll('script, link, img, iframe')).toHaveLength(0);
    const references = page.match(/(?:src|href)=|url\(|@import|https?:\/\/(?!www\.w3\.org)/g);
    expect(references).toBeNull();
  });

  it('is the same for the same comparison', () => {
    expect(renderReport(record())).toBe(page);
  });

  it('says what was compared, with versions, seeds and hashes', () => {
    const text = document.body.textContent;
    expect(document.querySelector('h1')?.textContent).toBe('drf, fifo and slots on sample');
    for (const part of ['Evenhand 1.2.3', 'seeds 1, 2', '20 agents of cpus:16;mem:65536']) {
      expect(text).toContain(part);
    }
    for (const { result } of record().runs) expect(text).toContain(result.hash);
  });

  it('marks the best of a column, in one cell at least of the first table', () => {
    expect(document.querySelector('table')?.querySelectorAll('td.best').length).toBeGreaterThan(0);
  });

  it('has charts that say what they show', () => {
    const charts = [...document.querySelectorAll('figure svg')];
    expect(charts.length).toBeGreaterThan(15);
    for (const chart of charts) expect(chart.getAttribute('aria-label')).not.toBe('');
    // A number that is none would break a path.
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows names from files as text', () => {
    const workload = { ...sampleWorkload(60, [EVIL, 'b']), name: EVIL };
    const traces = [
      {
        file: EVIL,
        format: 'swim',
        jobs: 1,
        rowsRead: 1,
        rowsRefused: 0,
        truncated: false,
        problems: [],
      },
    ];
    const evil = renderReport(record({ experiment: sampleExperiment({ workload }), traces }));
    expect(evil).not.toContain('<script');
    const found = parsed(evil);
    expect(found.querySelector('script')).toBeNull();
    expect(found.querySelector('h1')?.textContent).toContain(EVIL);
    expect(found.querySelector('tr.group')?.textContent).toContain(EVIL);
  });

  it('can be about one policy, or one seed', () => {
    expect(parsed(renderReport(record({ policies: ['drf'] }))).body.textContent).not.toContain(
      'Differences to',
    );
    const single = parsed(renderReport(record({ seeds: ['7'] }))).body.textContent;
    expect(single).toContain('One seed, so there are no intervals');
    expect(single).not.toContain('NaN');
  });

  it('says so when nothing can be compared', () => {
    const { runs, ...rest } = record();
    const odd = runs.filter(
      ({ result }) =>
        (result.policy === 'drf') === (result.seed === '1') && result.policy !== 'slots',
    );
    const text = parsed(renderReport({ ...rest, runs: odd })).body.textContent;
    expect(text).toContain('Nothing to compare');
  });
});
