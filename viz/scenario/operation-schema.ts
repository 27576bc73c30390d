import { z } from 'zod';

import { OPERATION_KINDS, type OperationKind } from '../../sim/operations/operation-spec.ts';
import { OPERATION_FIELDS } from '../../sim/scenario/operation-specs.ts';
import type { OperationDocument } from '../../sim/scenario/scenario-document.ts';
import {
  duration,
  fields,
  listOf,
  numberFrom,
  oneOf,
  resources,
  text,
  trueOrFalse,
  wanted,
  wholeNumber,
} from './schema-parts.ts';

const KINDS = Object.keys(OPERATION_KINDS) as OperationKind[];

/** What an operator does, one thing after the other. */
export function operationsSchema(): z.ZodType<readonly OperationDocument[]> {
  return listOf(operation(), 'operations');
}

function operation(): z.ZodType<OperationDocument> {
  const numbers = listOf(wholeNumber(0, 1_000_000), 'numbers from 0', 1);
  return fields({
    kind: oneOf(KINDS).describe(kindsInWords()),
    at: duration().describe('At this time of the run.'),
    every: duration().optional().describe('And again, so often after that.'),
    rack: text('the name of a rack').optional().describe('The agents of this rack.'),
    zone: text('the name of a zone').optional().describe('The agents of this zone.'),
    agents: numbers.optional().describe('These agents, counted from 0.'),
    frameworks: listOf(text('the name of a framework'), 'names of frameworks', 1).optional(),
    role: text('a role such as eng or eng/dev').optional(),
    guarantees: resources().optional().describe('Of set-quota; none unless given.'),
    limits: resources().optional().describe('Of set-quota; what is absent has no limit.'),
    force: trueOrFalse()
      .optional()
      .describe('Of set-quota: without regard to what there is and what is consumed.'),
    weights: z
      .record(z.string(), numberFrom(0, 1e9, true), wanted('weights by role, such as { eng: 2 }'))
      .optional(),
    resources: resources().optional().describe('What is reserved, or is no more, on each agent.'),
    volumes: z
      .record(
        z.string(),
        numberFrom(0, 1e12, true),
        wanted('MB by the id of the volume, such as { data: 1000 }'),
      )
      .optional()
      .describe('MB by the id of the persistent volume, on each agent.'),
    notice: duration()
      .optional()
      .describe('From the announcement of maintenance to its beginning; 0s unless given.'),
    for: duration().optional().describe('How long maintenance lasts; without end unless given.'),
    grace: duration().optional().describe('Of drain: most time that a task may take to end.'),
    markGone: trueOrFalse()
      .optional()
      .describe('Of drain: whether the agents are gone for good once they are empty.'),
  });
}

function kindsInWords(): string {
  const lines = KINDS.map((kind) => {
    const { needs, may } = OPERATION_FIELDS[kind];
    return `${kind} (with ${[...needs, ...may].join(', ')}): ${OPERATION_KINDS[kind]}`;
  });
  return lines.join('; ');
}
