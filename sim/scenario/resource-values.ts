import { parseScalars, scalarsFromUnits } from '../../core/resources/notation.ts';
import type { ResourceMap } from '../../core/resources/quantities.ts';
import type { ResourcesText } from './scenario-document.ts';

/** @returns thousandths by name, or what was found and wanted */
export function readResources(value: ResourcesText): ResourceMap | string {
  try {
    return typeof value === 'string' ? parseScalars(value) : scalarsFromUnits(value);
  } catch (error) {
    // The notation says by an exception what it could not read.
    if (error instanceof Error) return error.message;
    throw error;
  }
}

/** As resources, but a limit of zero is a limit. */
export function readLimits(value: ResourcesText): ResourceMap | string {
  const read = readResources(value);
  if (typeof read === 'string' || typeof value === 'string') return read;
  const limits = new Map(read);
  for (const [name, amount] of Object.entries(value)) if (amount === 0) limits.set(name, 0);
  return limits;
}
