import { relative, resolve } from 'node:path';

import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';

/** The scenario for a file in another folder: it names its traces from where it lies. */
export function moved(
  document: ScenarioDocument,
  { from, to }: { readonly from: string; readonly to: string },
): ScenarioDocument {
  const frameworks = document.frameworks.map((framework) => {
    const { trace } = framework;
    if (trace === undefined) return framework;
    return { ...framework, trace: relative(to, resolve(from, trace)) };
  });
  return { ...document, frameworks };
}
