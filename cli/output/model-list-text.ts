import type { GeneratorModel } from '../../traces/generate/generator-model.ts';
import { GENERATOR_MODELS } from '../../traces/generate/model-table.ts';
import { defaultText } from '../options/model-parameters.ts';
import { formatCount, formatSpan } from './numbers.ts';
import { type Terminal, styled } from './terminal.ts';

/**
 * Every model that can be generated: its defaults, its parameters with their defaults, meanings and
 * where the defaults come from, its sources.
 */
export function modelListText(terminal: Terminal): string {
  return GENERATOR_MODELS.map((model) => modelText(model, terminal)).join('\n');
}

function modelText(model: GeneratorModel, terminal: Terminal): string {
  const { name, summary, sources, parameters, jobs, gapUs, arrivals, target } = model;
  const words = arrivals.kind === 'process' ? arrivals.words : 'a day with jobs by the clock';
  const options = parameters.map((one) => `--${one.name} ${defaultText(one)}`);
  const width = Math.max(0, ...options.map((option) => option.length));
  const lines = parameters.map(
    ({ meaning, source }, i) => `  ${options[i].padEnd(width)}  ${meaning}; ${source}\n`,
  );
  return [
    `${styled(name, 'bold', terminal)}: ${summary}\n`,
    `  ${formatCount(jobs)} jobs, one in ${formatSpan(gapUs / 1e6)}, ${words}; as ${target}\n`,
    ...lines,
    ...sources.map((source) => `  source: ${source}\n`),
  ].join('');
}
