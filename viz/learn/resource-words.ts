/** How a resource is spoken of. */
export interface ResourceWords {
  /** As the allocator's explanations name it: `3/9 (cpus)`. */
  readonly name: string;
  /** In a sentence: `2/3 of the CPUs`. */
  readonly spoken: string;
  readonly title: string;
  /** Behind an amount. */
  readonly unit: string;
}

const WORDS: ReadonlyMap<string, ResourceWords> = new Map([
  ['cpus', { name: 'cpus', spoken: 'CPUs', title: 'CPUs', unit: 'CPUs' }],
  ['mem', { name: 'memory', spoken: 'memory', title: 'Memory', unit: 'GB' }],
  ['gpus', { name: 'gpus', spoken: 'GPUs', title: 'GPUs', unit: 'GPUs' }],
]);

/** Words for a resource; one without words of its own goes by its name. */
export function wordsFor(resource: string): ResourceWords {
  return WORDS.get(resource) ?? { name: resource, spoken: resource, title: resource, unit: '' };
}

/** `1 CPU`, `4 GB`. */
export function amountText(amount: number, resource: string): string {
  const { unit } = wordsFor(resource);
  const one = amount === 1 && unit.endsWith('s') ? unit.slice(0, -1) : unit;
  return one === '' ? String(amount) : `${amount} ${one}`;
}
