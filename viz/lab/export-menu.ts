import type { RunSummary } from '../../sim/session/session-api.ts';
import { button, element } from '../elements/element.ts';
import type { SessionPort } from '../worker/session-port.ts';
import { chartPng, standaloneSvg } from './chart-files.ts';
import type { LabViews } from './lab-views.ts';
import { fileName, saveFile } from './save-file.ts';
import { type TableForm, saveTableAs } from './save-table.ts';

export interface ExportOptions {
  readonly port: SessionPort;
  readonly views: LabViews;
  readonly version: string;
  summary(): RunSummary | null;
  readonly say: (message: string) => void;
  readonly failed: (error: unknown) => void;
}

/** What can be taken away from a run, as files. */
export function exportMenu(options: ExportOptions): HTMLElement {
  const items: readonly (readonly [string, (run: RunSummary) => Promise<void>])[] = [
    ['Scenario (YAML)', (run) => saveScenario(options, run)],
    ['Chart of shares (SVG)', (run) => saveChart(options, run, 'shares', 'svg')],
    ['Chart of shares (PNG)', (run) => saveChart(options, run, 'shares', 'png')],
    ['Chart of utilisation (SVG)', (run) => saveChart(options, run, 'use', 'svg')],
    ['Chart of utilisation (PNG)', (run) => saveChart(options, run, 'use', 'png')],
    ['Table in sight (CSV)', (run) => saveTable(options, run, 'csv')],
    ['Table in sight (Parquet)', (run) => saveTable(options, run, 'parquet')],
    ['Trace for Perfetto (JSON)', (run) => saveTrace(options, run)],
  ];
  const menu = element('details', { class: 'menu' }, element('summary', {}, 'Export'));
  const list = element('div', { class: 'menu-items' });
  for (const [label, save] of items) {
    const act = (): void => {
      menu.open = false;
      const run = options.summary();
      if (run !== null) save(run).catch((error: unknown) => options.failed(error));
    };
    list.append(button(label, act));
  }
  menu.append(list);
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
  return menu;
}

async function saveScenario({ port }: ExportOptions, { name }: RunSummary): Promise<void> {
  const { document } = await port.recipe();
  if (document === null) throw new Error('this run was not made from a scenario');
  const { writeScenario } = await import('../../sim/scenario/write-scenario.ts');
  saveFile(`${fileName(name)}.yaml`, writeScenario(document), 'application/yaml');
}

async function saveChart(
  { views }: ExportOptions,
  { name }: RunSummary,
  which: 'shares' | 'use',
  form: 'svg' | 'png',
): Promise<void> {
  const { svg } = views[which].chart;
  const ground = getComputedStyle(svg).getPropertyValue('--view-ground').trim() || '#ffffff';
  const file = `${fileName(name)}-${which}.${form}`;
  if (form === 'svg') saveFile(file, standaloneSvg(svg, ground), 'image/svg+xml');
  else saveFile(file, await chartPng(svg, ground), 'image/png');
}

async function saveTable(
  { views, say }: ExportOptions,
  { name }: RunSummary,
  form: TableForm,
): Promise<void> {
  const shown = await views.tableInSight();
  if (shown === null) return say('This table cannot be saved; choose another.');
  await saveTableAs(fileName(`${name} ${shown.name}`), shown.table, form);
}

async function saveTrace(options: ExportOptions, run: RunSummary): Promise<void> {
  const { port, version, say } = options;
  const { chromeTraceOf } = await import('./trace-export.ts');
  const blob = await chromeTraceOf(port, run, version);
  const size = (blob.size / 1e6).toFixed(1);
  saveFile(`${fileName(run.name)}.trace.json`, blob, 'application/json');
  say(`A trace of ${size} MB: open it at ui.perfetto.dev.`);
}
