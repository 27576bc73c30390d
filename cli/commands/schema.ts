import type { Command } from 'commander';
import { z } from 'zod';

import { UsageError } from '../errors.ts';
import { eventSchema } from '../events/event-json-schema.ts';
import { helpExample } from '../help.ts';
import { type Json, writeJson } from '../output/json.ts';
import { scenarioSchema } from '../../viz/scenario/scenario-schema.ts';

/** The schemas of files, by the name of what is in them. */
const SCHEMAS: ReadonlyMap<string, () => Json> = new Map([
  ['scenario', scenarioJsonSchema],
  ['events', eventSchema],
]);

/** `evenhand schema`: what a kind of file may say, as JSON Schema. */
export function registerSchema(program: Command): void {
  const known = [...SCHEMAS.keys()].join(', ');
  program
    .command('schema')
    .summary('print the schema of a kind of file')
    .description('Prints what a kind of file may say, as JSON Schema (2020-12), for editors.')
    .argument('<kind>', `kind of file: ${known}`)
    .option('--json [file]', 'to a file; it is JSON in any case')
    .addHelpText(
      'after',
      helpExample('evenhand schema scenario', 'evenhand schema events --json events.schema.json'),
    )
    .action((kind: string, options: { readonly json?: string | true }) => {
      const schema = SCHEMAS.get(kind);
      if (schema === undefined) {
        throw new UsageError(`schema: found "${kind}", wanted one of ${known}`);
      }
      writeJson(schema(), options.json ?? true);
    });
}

/** What is read, before defaults. */
function scenarioJsonSchema(): Json {
  const { $schema, ...rest } = z.toJSONSchema(scenarioSchema, { io: 'input' });
  const title = 'evenhand scenario';
  return { $schema: $schema ?? null, title, ...(rest as { readonly [name: string]: Json }) };
}
