import type { Recipe } from '../../sim/session/session-api.ts';
import type { FileAnswer } from '../files/file-reader.ts';
import { SHIPPED_SCENARIOS } from '../files/shipped-scenarios.ts';
import { otherVersionText, readLink, writeLink } from '../links/run-link.ts';
import { type RunWanted, linkedFiles } from './run-opener.ts';

/** What to run, and what to say about it. */
export interface RunStart {
  readonly wanted: RunWanted;
  readonly message: string | null;
}

/** Before a scenario's name in an address: `#/lab/scenario/rack-outage`. */
const SHIPPED = 'scenario/';
/** What is there for who comes without a scenario: something happens in it soon. */
const FIRST = 'rack-outage';
/** Where it stands then: a rack fails ten seconds later. */
const FIRST_CURSOR = { at: 'time', timeUs: 590_000_000 } as const;

/** What an address asks for; what cannot be read is said, and something runs all the same. */
export async function startOf(tail: string, version: string): Promise<RunStart> {
  if (tail === '') return { wanted: { ...shipped(FIRST), cursor: FIRST_CURSOR }, message: null };
  if (tail.startsWith(SHIPPED)) {
    const id = tail.slice(SHIPPED.length);
    if (SHIPPED_SCENARIOS.some((scenario) => scenario.id === id)) {
      return { wanted: shipped(id), message: null };
    }
    const known = SHIPPED_SCENARIOS.map((scenario) => scenario.id).join(', ');
    return { wanted: shipped(FIRST), message: `There is no scenario "${id}"; there are ${known}.` };
  }
  const answer = await readLink(tail, version);
  if (!answer.ok) return { wanted: shipped(FIRST), message: answer.message };
  const { link, otherVersion } = answer;
  return {
    wanted: link,
    message: otherVersion === null ? null : otherVersionText(otherVersion, version),
  };
}

function shipped(id: string): RunWanted {
  return { scenario: SHIPPED_SCENARIOS.find((scenario) => scenario.id === id)?.text ?? '' };
}

/** What to run of a file: the scenario, the run that was recorded, or a trace on some cluster. */
export function openedWith(
  name: string,
  answer: Exclude<FileAnswer, { kind: 'nothing known' }>,
  version: string,
): RunStart {
  switch (answer.kind) {
    case 'scenario':
      return { wanted: { scenario: answer.text }, message: null };
    case 'events': {
      const other = answer.version === version ? null : answer.version;
      return {
        wanted: { scenario: answer.document, policy: answer.policy, seed: answer.seed },
        message: other === null ? null : otherVersionText(other, version),
      };
    }
    case 'trace':
      return {
        wanted: { scenario: traceScenario(name, answer.format) },
        message: `${name} runs alone on 40 agents; choose Scenario… to change that.`,
      };
  }
}

/** A scenario that runs a trace: the smallest one that says what can be changed. */
export function traceScenario(name: string, format: string): string {
  const kind = format.startsWith('spark') || format.startsWith('decima') ? 'spark' : 'mapreduce';
  return `# Every job of ${name} is one framework's. Add frameworks, agents, faults.
name: ${JSON.stringify(name)}
cluster:
  agents:
    - { count: 40, resources: "cpus:16;mem:65536", rack: "r{1..4}" }
policy: drf
frameworks:
  - { name: trace, kind: ${kind}, trace: ${JSON.stringify(name)} }
`;
}

/** What the address says of a run and its place; null for one that no address can hold. */
export async function tailOf(recipe: Recipe, version: string): Promise<string | null> {
  const { source, policy, seed, faults, cursor } = recipe;
  if (source.kind !== 'document') return null;
  const scenario = source.document;
  const files = linkedFiles(scenario);
  return writeLink({ version, scenario, policy, seed, faults, cursor, files });
}
