import { pathInWords } from '../documents/source-document.ts';
import { cycleDocument, explanationText } from '../explain/explanation.ts';
import type { Json } from '../output/json.ts';
import { type Cell, type Column, renderTable } from '../output/table.ts';
import { type Terminal, printable, styled } from '../output/terminal.ts';
import type { Failure } from './run-script.ts';
import type { ScriptOutcome } from './run-scripts.ts';
import type { Script } from './script.ts';
import { sideBySide } from './side-by-side.ts';

/** The document of `script --json`. */
export function outcomesDocument(outcomes: readonly ScriptOutcome[]): Json {
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  return {
    passed: outcomes.length - failed,
    failed,
    scripts: outcomes.map(({ source: { script, file }, failures, explanation }) => ({
      name: script.name,
      area: script.area,
      file,
      passed: failures.length === 0,
      failures: failures.map(({ step, expected, found }) => ({ step, expected, found })),
      ...(explanation.length > 0 && { explanation: explanation.map(cycleDocument) }),
    })),
  };
}

/** For people: what passed by file and area, and each failure, expected beside found. */
export function outcomesText(outcomes: readonly ScriptOutcome[], terminal: Terminal): string {
  const failed = outcomes.filter(({ failures }) => failures.length > 0);
  const parts = [...outcomes.flatMap(explained), countsTable(outcomes, terminal)];
  for (const outcome of failed) parts.push(failuresText(outcome, terminal));
  const passed = outcomes.length - failed.length;
  const verdict =
    failed.length === 0
      ? styled(`${passed} passed`, 'green', terminal)
      : `${passed} passed, ${styled(`${failed.length} failed`, 'red', terminal)}`;
  return `${[...parts, verdict].join('\n')}\n`;
}

/** What the allocator of a script decided and why, where that was asked for. */
function explained({ source, explanation }: ScriptOutcome): string[] {
  if (explanation.length === 0) return [];
  return [`${printable(source.script.name)}\n${explanation.map(explanationText).join('')}`];
}

const COLUMNS: readonly Column[] = [
  { heading: 'file', align: 'left' },
  { heading: 'area', align: 'left' },
  { heading: 'passed', align: 'right' },
  { heading: 'failed', align: 'right' },
];

function countsTable(outcomes: readonly ScriptOutcome[], terminal: Terminal): string {
  const groups = new Map<string, ScriptOutcome[]>();
  for (const outcome of outcomes) {
    const { file, script } = outcome.source;
    const key = JSON.stringify([file, script.area]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [outcome]);
    else group.push(outcome);
  }
  const rows = Array.from(groups.values(), (group): Cell[] => {
    const { file, script } = group[0].source;
    const failed = group.filter(({ failures }) => failures.length > 0).length;
    return [
      { text: printable(file) },
      { text: printable(script.area) },
      { text: String(group.length - failed) },
      failed > 0 ? { text: String(failed), style: 'red' } : { text: '0' },
    ];
  });
  return renderTable(COLUMNS, rows, terminal);
}

function failuresText({ source, failures }: ScriptOutcome, terminal: Terminal): string {
  const { file, path, script } = source;
  const where = path.length === 0 ? file : `${file} ${pathInWords(path)}`;
  const heading = `${styled('failed', 'red', terminal)} ${printable(script.name)}`;
  const parts = failures.map((failure) => {
    const title = styled(printable(`  ${placeOf(script, failure)}`), 'bold', terminal);
    const { expected, found } = failure;
    return `${title}\n${sideBySide(expected, found, terminal)}`;
  });
  return `${heading} (${printable(where)})\n${parts.join('')}`;
}

/** `step 3, decline`; `case 0, add`; the end. */
function placeOf(script: Script, { step }: Failure): string {
  if ('cases' in script) {
    const one = script.cases[step];
    return 'op' in one ? `case ${step}, ${one.op}` : `case ${step}`;
  }
  if (step >= script.steps.length) return 'at the end';
  const one = script.steps[step];
  return 'do' in one ? `step ${step}, ${one.do}` : `step ${step}`;
}
