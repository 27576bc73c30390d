import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';

import { FAULT_KINDS } from '../../sim/faults/fault-spec.ts';
import { registerSchema } from './schema.ts';

/** What `evenhand schema …` prints to standard output. */
async function schema(...args: string[]): Promise<string> {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    const program = new Command().exitOverride();
    registerSchema(program);
    await program.parseAsync(['schema', ...args], { from: 'user' });
  } finally {
    write.mockRestore();
  }
  return written.join('');
}

/** Every value under a field of this name, anywhere in a document. */
function under(document: unknown, field: string): unknown[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) => [
    ...(name === field ? [value] : []),
    ...under(value, field),
  ]);
}

describe('evenhand schema', () => {
  it('prints what a scenario may say as JSON Schema, with or without --json', async () => {
    const text = await schema('scenario');
    expect(await schema('scenario', '--json')).toBe(text);
    const document = JSON.parse(text) as { readonly properties: object };
    expect(document).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'evenhand scenario',
      type: 'object',
      required: ['cluster', 'frameworks'],
      additionalProperties: false,
    });
    expect(Object.keys(document.properties)).toEqual([
      ...['name', 'cluster', 'masters', 'policy', 'seed', 'roles', 'frameworks', 'master'],
      ...['scheduler', 'network', 'faults', 'buggify', 'operations', 'heal', 'until'],
    ]);
    expect(under(document, 'enum')).toContainEqual(Object.keys(FAULT_KINDS));
  });

  it('knows no field without its kind or its alternatives', async () => {
    const document: unknown = JSON.parse(await schema('scenario'));
    for (const properties of under(document, 'properties')) {
      for (const [name, one] of Object.entries(properties as object)) {
        expect([name, 'type' in one || 'anyOf' in one]).toEqual([name, true]);
      }
    }
  });

  it('refuses other files', async () => {
    await expect(schema('script')).rejects.toThrow(
      'schema: found "script", wanted one of scenario, events',
    );
  });
});
