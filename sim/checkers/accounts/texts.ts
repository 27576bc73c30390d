import { MICROS_PER_SECOND, type Micros } from '../../../core/machine.ts';
import { fromMilli } from '../../../core/resources/quantities.ts';
import type { CheckedWorld } from '../checker.ts';

/** Amounts as Mesos writes them, those of nothing left out: `cpus:1.5;mem:1024`. */
export function amountsText(world: CheckedWorld, amounts: readonly number[]): string {
  const parts: string[] = [];
  for (const [r, name] of world.view.space.names.entries()) {
    if (amounts[r] !== 0) parts.push(`${name}:${fromMilli(amounts[r])}`);
  }
  return parts.length === 0 ? 'nothing' : parts.join(';');
}

/** `12.5 s`. */
export function secondsText(us: Micros): string {
  return `${us / MICROS_PER_SECOND} s`;
}

/** The name of a framework of the experiment, or that a master's id is all there is. */
export function frameworkText(world: CheckedWorld, frameworkId: number): string {
  const place = world.frameworkOf(frameworkId);
  const name = place < 0 ? undefined : world.experiment.workload.frameworks[place];
  return name === undefined ? `framework ${frameworkId}` : `framework ${name} (${frameworkId})`;
}

/** An agent by its place, with the id that masters gave it where that is another. */
export function agentText(world: CheckedWorld, agentId: number): string {
  const place = world.agentOf(agentId);
  if (place < 0) return `agent of id ${agentId}`;
  return place === agentId ? `agent ${place}` : `agent ${place} (id ${agentId})`;
}
