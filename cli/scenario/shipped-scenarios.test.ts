import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { planScenario } from '../../sim/scenario/plan-scenario.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { writeScenario } from '../../sim/scenario/write-scenario.ts';
import { type ScenarioFile, readScenario } from './read-scenario.ts';

const folder = new URL('../../sim/scenarios/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

function shipped(file: string): ScenarioFile {
  return readScenario(fileURLToPath(new URL(file, folder)));
}

describe('the scenarios that ship', () => {
  it('are at least sixteen, under different names', () => {
    const names = files.map((file) => shipped(file).document.name);
    expect(names.length).toBeGreaterThanOrEqual(16);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(files)('%s says first what to look at', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const [comment] = /^(?:#.*\n)+/.exec(text) ?? [''];
    expect(comment.length).toBeGreaterThan(120);
    expect(text.slice(comment.length)).toMatch(/^name: /);
  });

  it.each(files)('%s means the same when it is written anew', (file) => {
    const { document, plan } = shipped(file);
    const again = parse(writeScenario(document)) as ScenarioDocument;
    expect(again).toEqual(document);
    expect(planScenario(again)).toEqual({ plan, problems: [] });
  });
});
