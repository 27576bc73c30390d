import { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { Resources } from '../../core/resources/resources.ts';
import type { AllocatorScript, Step } from './script.ts';

/** Those whose metrics exist whether an agent has them or not. */
const ALWAYS = ['cpus', 'mem', 'disk'];

/** The names of all scalars that an allocator script speaks of. */
export function spaceOf(script: AllocatorScript): ResourceSpace {
  const scalars = new Set(ALWAYS);
  const others = new Set<string>();
  const note = (resources: Resources): void => {
    for (const { name, value } of resources) {
      (value.kind === 'scalar' ? scalars : others).add(name);
    }
  };
  for (const { resources } of script.agents.values()) note(resources);
  noteSteps(script.steps, note, (name) => scalars.add(name));
  return new ResourceSpace([...scalars].filter((name) => !others.has(name)));
}

function noteSteps(
  steps: readonly Step[],
  note: (resources: Resources) => void,
  noteName: (name: string) => void,
): void {
  for (const step of steps) {
    if (!('do' in step)) continue;
    switch (step.do) {
      case 'coalesce':
        noteSteps(step.steps, note, noteName);
        break;
      case 'add_agent':
      case 'add_framework':
        for (const { resources } of step.used ?? []) note(resources);
        break;
      case 'update_agent':
        if (step.resources !== undefined) note(step.resources);
        break;
      case 'add_agent_resources':
        note(step.resources);
        break;
      case 'set_quota':
        for (const amounts of [step.guarantees, step.limits]) {
          for (const name of amounts.keys()) noteName(name);
        }
        break;
      default:
        break;
    }
  }
}
