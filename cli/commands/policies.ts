import type { Command } from 'commander';

import { POLICIES } from '../../core/allocation/policies/index.ts';
import { helpExample } from '../help.ts';
import { type Json, writeJson } from '../output/json.ts';
import { styled, terminalOf } from '../output/terminal.ts';

interface PoliciesOptions {
  readonly json?: string | true;
}

/** `evenhand policies`: what can be named after `--policy`. */
export function registerPolicies(program: Command): void {
  program
    .command('policies')
    .summary('list the allocation policies')
    .description(
      'Lists the allocation policies: what each does, where it comes from, what it keeps.',
    )
    .option('--json [file]', 'as JSON, to standard output when no file is named')
    .addHelpText('after', helpExample('evenhand policies', 'evenhand policies --json'))
    .action((options: PoliciesOptions) => {
      if (options.json === undefined) process.stdout.write(policiesText());
      else writeJson(policiesDocument(), options.json);
    });
}

function policiesDocument(): Json {
  return {
    policies: POLICIES.map(({ name, summary, source, properties, parameters, needs }) => ({
      name,
      summary,
      source,
      properties,
      parameters: (parameters ?? []).map((parameter) => ({ ...parameter })),
      needs: needs ?? [],
    })),
  };
}

function policiesText(): string {
  const terminal = terminalOf(process.stdout, process.env);
  const indent = ' '.repeat(2 + Math.max(...POLICIES.map((policy) => policy.name.length)));
  const width = Math.max(40, Math.min(terminal.width, 100)) - indent.length;
  return POLICIES.map(({ name, summary, source, properties, parameters = [] }) => {
    const kept = properties.length === 0 ? 'keeps none of the properties' : properties.join(', ');
    const set = parameters.map(
      ({ name: what, preset, meaning }) => `${what} ${preset}: ${meaning}`,
    );
    const lines = [summary, source, kept, ...set].flatMap((text, index) =>
      wrapWords(text, width).map((line) => (index === 0 ? line : styled(line, 'dim', terminal))),
    );
    const [first, ...rest] = lines;
    const head = `${styled(name.padEnd(indent.length), 'bold', terminal)}${first}\n`;
    return head + rest.map((line) => `${indent}${line}\n`).join('');
  }).join('');
}

/** Breaks text between words so that no line is longer than `width`, unless a word is. */
function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
