import { shapeOf } from './cluster-shape.ts';
import { presetNamed } from './presets.ts';
import type { FaultDocument, ScenarioDocument } from './scenario-document.ts';

/**
 * The scenario with every preset written out as the faults it stands for, which can then be taken
 * out one by one. It means the same. Of a document without problems.
 */
export function expandPresets(document: ScenarioDocument): ScenarioDocument {
  const { faults } = document;
  if (faults === undefined) return document;
  const shape = shapeOf(document);
  const entries = typeof faults === 'string' ? [{ preset: faults }] : faults;
  const expanded = entries.flatMap((entry): readonly FaultDocument[] =>
    'preset' in entry ? (presetNamed(entry.preset)?.faults(shape) ?? []) : [entry],
  );
  return { ...document, faults: expanded };
}
