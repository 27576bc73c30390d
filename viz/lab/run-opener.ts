import type { Workload } from '../../traces/model/workload.ts';
import type { FaultDocument, ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Cursor, OpenAnswer, OpenRequest, Problem } from '../../sim/session/session-api.ts';
import type { Files } from '../files/open-files.ts';
import { sampleTrace } from '../files/shipped-scenarios.ts';
import type { TextProblem } from '../scenario/read-scenario-text.ts';

/** What is to be run: a scenario's text or document, and what stands beside it. */
export interface RunWanted {
  readonly scenario: string | ScenarioDocument;
  readonly policy?: string | null;
  readonly seed?: string | null;
  readonly faults?: readonly FaultDocument[];
  readonly cursor?: Cursor | null;
}

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly document: ScenarioDocument; readonly answer: OpenAnswer }
  | { readonly kind: 'refused'; readonly problems: readonly TextProblem[] }
  /** The traces have to be given by the reader. */
  | { readonly kind: 'traces missing'; readonly traces: readonly string[] };

/** Puts together what a session needs: the document, and the traces it names. */
export class RunOpener {
  private readonly files: Files;
  private readonly open: (request: OpenRequest) => Promise<OpenAnswer>;
  /** By path as scenarios write it, and those that were dropped by their names. */
  private readonly traces = new Map<string, Workload>();
  private beside: ReadonlyMap<string, () => Promise<Blob>> = new Map();

  constructor(files: Files, open: (request: OpenRequest) => Promise<OpenAnswer>) {
    this.files = files;
    this.open = open;
  }

  /** A trace that the reader gave. */
  give(name: string, workload: Workload): void {
    this.traces.set(name, workload);
  }

  /** Traces that stand beside the scenario's file, by what it calls them. */
  lookBeside(beside: ReadonlyMap<string, () => Promise<Blob>>): void {
    this.beside = beside;
  }

  async run(wanted: RunWanted): Promise<OpenOutcome> {
    const { scenario, policy = null, seed = null, faults = [], cursor = null } = wanted;
    const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario);
    const read = await this.files.scenario(text);
    if (!read.ok) return { kind: 'refused', problems: read.problems };
    const { found, missing } = await this.find(read.traces);
    if (missing.length > 0) return { kind: 'traces missing', traces: missing };
    const answer = await this.open({
      source: { kind: 'document', document: read.document },
      traces: found,
      ...(policy !== null && { policy }),
      ...(seed !== null && { seed }),
      ...(faults.length > 0 && { faults }),
      ...(cursor !== null && { cursor }),
    });
    if (answer.ok) return { kind: 'opened', document: read.document, answer };
    return { kind: 'refused', problems: answer.problems.map(textProblem) };
  }

  /** Traces by their paths: given ones, else the samples that come with Evenhand. */
  async find(
    paths: readonly string[],
  ): Promise<{ readonly found: Map<string, Workload>; readonly missing: string[] }> {
    const found = new Map<string, Workload>();
    const missing: string[] = [];
    for (const path of paths) {
      const known = this.traces.get(path) ?? this.traces.get(nameOf(path));
      const content = known === undefined ? await this.contentOf(path) : null;
      if (known !== undefined) found.set(path, known);
      else if (content === null) missing.push(path);
      else found.set(path, await this.read(path, content));
    }
    return { found, missing };
  }

  /** Of a trace beside the scenario or of a sample; null where there is neither. */
  private async contentOf(path: string): Promise<Blob | null> {
    const beside = this.beside.get(path);
    if (beside !== undefined) return beside();
    const address = sampleTrace(path);
    if (address === null) return null;
    const response = await fetch(address);
    if (response.ok) return response.blob();
    throw new Error(`${path}: found status ${response.status}, wanted the trace`);
  }

  private async read(path: string, content: Blob): Promise<Workload> {
    const answer = await this.files.trace(nameOf(path), content);
    if (!answer.ok) throw new Error(answer.message);
    this.traces.set(path, answer.workload);
    return answer.workload;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function textProblem({ line, column, message, path }: Problem): TextProblem {
  const before =
    path.length === 0 || message.startsWith(String(path[0])) ? '' : `${path.join('.')}: `;
  return { line: line ?? 1, column: column ?? 1, message: `${before}${message}` };
}
