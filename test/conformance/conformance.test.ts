import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { OP_NAMES } from '../../cli/script/case-schema.ts';
import { EXPECTATION_NAMES } from '../../cli/script/expectation-schema.ts';
import { readScripts } from '../../cli/script/read-scripts.ts';
import { runScript } from '../../cli/script/run-script.ts';
import { CHECK_NAMES, SORTER_DO_NAMES } from '../../cli/script/sorter-schema.ts';
import { DO_NAMES } from '../../cli/script/step-schema.ts';
import { drf } from '../../core/allocation/policies/drf.ts';

const folder = fileURLToPath(new URL('allocator/', import.meta.url));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort();

/** Agents are looked at in random order: what a script expects must hold in any. */
const SEEDS = ['1', '2', '3'];

describe.each(files)('%s', (file) => {
  const scripts = readScripts(folder + file).map(({ script }) => script);
  it.each(scripts.map((script) => [script.name, script] as const))('%s', (_name, script) => {
    for (const seed of SEEDS) expect(runScript(script, { policy: drf, seed })).toEqual([]);
  });
});

/** Every row of the language, written out: a script for each shows what it means. */
const LANGUAGE = {
  'allocator steps': [
    ...['add_agent', 'remove_agent', 'update_agent', 'add_agent_resources', 'activate_agent'],
    ...['deactivate_agent', 'add_framework', 'remove_framework', 'activate_framework'],
    ...['deactivate_framework', 'update_framework', 'set_weight', 'set_quota', 'clear_quota'],
    ...['decline', 'recover', 'recover_all', 'launch', 'apply', 'operator', 'suppress', 'revive'],
    ...['whitelist', 'unavailability', 'inverse_response', 'master_recover', 'coalesce', 'advance'],
  ],
  'allocator expectations': [
    ...['offers', 'offers_one_of', 'offer_totals', 'offer_agents', 'count_per_framework', 'held'],
    ...['inverse_offers', 'inverse_statuses', 'metrics', 'known_roles', 'allocation_runs'],
  ],
  'allocator config': [
    ...['allocation_interval', 'min_allocatable', 'fairness_exclude', 'filter_gpu'],
    ...['master_domain'],
  ],
  'sorter steps': [
    ...['add_client', 'remove_client', 'activate', 'deactivate', 'set_weight', 'add_agent'],
    ...['update_agent', 'remove_agent', 'allocated', 'unallocated', 'update_allocation'],
  ],
  'sorter checks': [
    ...['sort', 'sort_unordered', 'contains', 'count', 'allocation', 'allocation_scalars'],
    ...['total_allocation_scalars', 'distribution'],
  ],
  'resources operations': [
    ...['add', 'subtract', 'contains', 'equal', 'contains_quantities', 'quantities', 'reserved'],
    ...['unreserved', 'allocatable_to', 'shrink_to_quantities', 'shrink_to_limits', 'apply'],
    ...['repeat_add_subtract', 'parse_error'],
  ],
  'constraint predicates': [
    ...['exists', 'not_exists', 'text_equals', 'text_not_equals', 'text_matches'],
    ...['text_not_matches'],
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Part = keyof typeof LANGUAGE;

const WORD_KEYS: readonly [kind: string, key: string, part: Part][] = [
  ['allocator', 'do', 'allocator steps'],
  ['sorter', 'do', 'sorter steps'],
  ['resources', 'op', 'resources operations'],
];

const NAME_KEYS: readonly [kind: string, key: string, part: Part][] = [
  ['allocator', 'expect', 'allocator expectations'],
  ['allocator', 'config', 'allocator config'],
  ['sorter', 'expect', 'sorter checks'],
  ['constraints', 'predicate', 'constraint predicates'],
];

/** The words that a script of a kind uses, as `part: word`. */
function wordsOf(value: unknown, kind: string, words: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const word = WORD_KEYS.find((one) => one[0] === kind && one[1] === key);
    if (word !== undefined) words.add(`${word[2]}: ${String(item)}`);
    const named = NAME_KEYS.find((one) => one[0] === kind && one[1] === key);
    for (const name of named === undefined ? [] : Object.keys(item as object)) {
      words.add(`${named?.[2]}: ${name}`);
    }
    wordsOf(item, kind, words);
  }
}

describe('the language', () => {
  const documents = files.flatMap((file): { name: string; kind: string }[] =>
    [JSON.parse(readFileSync(folder + file, 'utf8'))].flat(),
  );
  const words = new Set<string>();
  for (const document of documents) wordsOf(document, document.kind, words);

  it.each(Object.entries(LANGUAGE))('has a script for each of its %s', (part, all) => {
    expect(all.filter((word) => !words.has(`${part}: ${word}`))).toEqual([]);
  });

  it('is all that the reader knows', () => {
    expect(DO_NAMES.toSorted()).toEqual(LANGUAGE['allocator steps'].toSorted());
    expect(EXPECTATION_NAMES.toSorted()).toEqual(LANGUAGE['allocator expectations'].toSorted());
    expect(SORTER_DO_NAMES.toSorted()).toEqual(LANGUAGE['sorter steps'].toSorted());
    expect(CHECK_NAMES.toSorted()).toEqual(LANGUAGE['sorter checks'].toSorted());
    expect(OP_NAMES.toSorted()).toEqual(LANGUAGE['resources operations'].toSorted());
  });

  it('has a name of its own for each script', () => {
    const names = documents.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) < at)).toEqual([]);
  });
});
