import { writeMachineJson } from '../../core/recording/machine-json.ts';

/** What is said of an input at most, characters. */
const LENGTH_MAX = 500;

/**
 * An input of a machine as a log may show it: without the documents that frameworks wrote, whose
 * environments hold secrets.
 */
export function loggable(input: unknown): string {
  const text = writeMachineJson(input);
  return text.replace(/"mesos":"(?:[^"\\]|\\.)*"/g, '"mesos":"…"').slice(0, LENGTH_MAX);
}
