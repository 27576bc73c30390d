import { z } from 'zod';

import { FAULT_KINDS, type FaultKind } from '../../sim/faults/fault-spec.ts';
import { FAULT_PRESETS } from '../../sim/scenario/presets.ts';
import type {
  FaultDocument,
  PresetDocument,
  ScenarioDocument,
} from '../../sim/scenario/scenario-document.ts';
import {
  duration,
  fields,
  listOf,
  numberFrom,
  oneOf,
  text,
  wanted,
  wholeNumber,
} from './schema-parts.ts';

const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];

/** What goes wrong: the name of a preset, or a list of faults and presets. */
export function faultsSchema(): z.ZodType<ScenarioDocument['faults']> {
  const what = 'the name of a preset, or a list of faults';
  return z.union([presetName(what), listOf(entry(), 'faults')], wanted(what));
}

function presetName(what: string): z.ZodType<string> {
  const presets = FAULT_PRESETS.map(({ name, says }) => `${name}: ${says}`).join('; ');
  return text(what, ...FAULT_PRESETS.map(({ name }) => name)).describe(presets);
}

function entry(): z.ZodType<FaultDocument | PresetDocument> {
  return z.union(
    [fault(), fields({ preset: presetName('the name of a preset') })],
    wanted('a fault such as { at: 10m, kind: agent-crash, for: 90s }, or { preset: agent-churn }'),
  );
}

function fault(): z.ZodType<FaultDocument> {
  const numbers = listOf(wholeNumber(0, 1_000_000), 'numbers from 0', 1);
  return fields({
    kind: oneOf(KINDS).describe(kindsInWords()),
    at: duration().optional().describe('Once, at this time of the run.'),
    rate: text('a rate such as 1 per 6h per agent', '1 per 6h per agent')
      .optional()
      .describe(
        'Again and again, so often on average while all is well; `per agent`, `per rack` and so ' +
          'on where each is hit by itself.',
      ),
    for: duration()
      .optional()
      .describe('How long it lasts; kinds with a ratio last for the whole run unless it is given.'),
    rack: text('the name of a rack').optional().describe('Hits the agents of this rack.'),
    zone: text('the name of a zone').optional().describe('Hits the agents of this zone.'),
    agents: numbers.optional().describe('Hits these agents, counted from 0.'),
    masters: numbers.optional().describe('Hits these masters, counted from 0.'),
    frameworks: listOf(text('the name of a framework'), 'names of frameworks', 1)
      .optional()
      .describe('Hits the schedulers or tasks of these frameworks.'),
    servers: numbers.optional().describe('Hits these servers of the ZooKeeper ensemble.'),
    ratio: text('a ratio such as 1/1000', '1/1000')
      .optional()
      .describe('How many of the messages or tasks are touched.'),
    factor: numberFrom(0, 1e6, true).optional().describe('How many times as long it takes.'),
    by: text('a duration such as 200ms or -30s', '200ms', '-30s')
      .optional()
      .describe('How far a clock steps, or drifts in a second; how late a watch is.'),
  });
}

function kindsInWords(): string {
  const lines = KINDS.map((kind) => {
    const { target, needs, says } = FAULT_KINDS[kind];
    const fieldsOf = needs.map((need) => (need === 'byUs' ? 'by' : need));
    const and = fieldsOf.length === 0 ? '' : `, with ${fieldsOf.join(' and ')}`;
    return `${kind} (of a ${target}${and}): ${says}`;
  });
  return lines.join('; ');
}
