import type { Workload } from '../../traces/model/workload.ts';
import type { FaultDocument, ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Cursor, OpenAnswer, OpenRequest, Problem } from '../../sim/session/session-api.ts';
import type { Files } from '../files/open-files.ts';
import { type MissingTrace, givenTraces, nameOf } from '../files/given-traces.ts';
import { sampleTrace } from '../files/shipped-scenarios.ts';
import { type LinkedFile, sameContent } from '../links/linked-file.ts';
import type { TextProblem } from '../scenario/read-scenario-text.ts';

/** What is to be run: a scenario's text or document, and what stands beside it. */
export interface RunWanted {
  readonly scenario: string | ScenarioDocument;
  readonly policy?: string | null;
  readonly seed?: string | null;
  readonly faults?: readonly FaultDocument[];
  readonly cursor?: Cursor | null;
  /** Which content its traces have, where a link says so. */
  readonly files?: readonly LinkedFile[];
}

export type OpenOutcome =
  | { readonly kind: 'opened'; readonly document: ScenarioDocument; readonly answer: OpenAnswer }
  | { readonly kind: 'refused'; readonly problems: readonly TextProblem[] }
  /** The traces have to be given by the reader. */
  | { readonly kind: 'traces missing'; readonly missing: readonly MissingTrace[] };

/** Puts together what a session needs: the document, and the traces it names. */
export class RunOpener {
  private readonly files: Files;
  private readonly open: (request: OpenRequest) => Promise<OpenAnswer>;
  /** Samples that come with Evenhand, by path. */
  private readonly samples = new Map<string, Workload>();
  private beside: ReadonlyMap<string, () => Promise<Blob>> = new Map();

  constructor(files: Files, open: (request: OpenRequest) => Promise<OpenAnswer>) {
    this.files = files;
    this.open = open;
  }

  /** Traces that stand beside the scenario's file, by what it calls them. */
  lookBeside(beside: ReadonlyMap<string, () => Promise<Blob>>): void {
    this.beside = beside;
  }

  async run(wanted: RunWanted): Promise<OpenOutcome> {
    const { scenario, policy = null, seed = null, faults = [], cursor = null } = wanted;
    const { files = [] } = wanted;
    const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario);
    const read = await this.files.scenario(text);
    if (!read.ok) return { kind: 'refused', problems: read.problems };
    const { found, missing } = await this.find(read.traces, files);
    if (missing.length > 0) return { kind: 'traces missing', missing };
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
  private async find(
    paths: readonly string[],
    files: readonly LinkedFile[],
  ): Promise<{ readonly found: Map<string, Workload>; readonly missing: MissingTrace[] }> {
    const found = new Map<string, Workload>();
    const missing: MissingTrace[] = [];
    for (const path of paths) {
      const file = files.find((one) => one.path === path) ?? null;
      await this.readBeside(path);
      const workload = givenTraces.find(path, file) ?? (await this.sample(path, file));
      if (workload === null) missing.push({ path, file });
      else found.set(path, workload);
    }
    return { found, missing };
  }

  /** Reads a trace that stands beside the scenario's file: once, then it was given. */
  private async readBeside(path: string): Promise<void> {
    const beside = this.beside.get(path);
    if (beside === undefined) return;
    const content = await beside();
    const fingerprint = await this.files.fingerprint(content);
    this.beside = new Map([...this.beside].filter(([one]) => one !== path));
    const shipped = await sampleContent(path);
    const isShipped =
      shipped !== null && sameContent(fingerprint, await this.files.fingerprint(shipped));
    // Everybody has the samples: no link has to name them.
    if (!isShipped) givenTraces.give(path, await this.read(path, content), fingerprint);
  }

  /** Of a path and a content that no link asks for; null where there is no such sample. */
  private async sample(path: string, file: LinkedFile | null): Promise<Workload | null> {
    if (file !== null) return null;
    const known = this.samples.get(path);
    if (known !== undefined) return known;
    const content = await sampleContent(path);
    if (content === null) return null;
    const workload = await this.read(path, content);
    this.samples.set(path, workload);
    return workload;
  }

  private async read(path: string, content: Blob): Promise<Workload> {
    const answer = await this.files.trace(nameOf(path), content);
    if (!answer.ok) throw new Error(answer.message);
    return answer.workload;
  }
}

/** Of a sample that comes with Evenhand; null for another path. */
async function sampleContent(path: string): Promise<Blob | null> {
  const address = sampleTrace(path);
  if (address === null) return null;
  const response = await fetch(address);
  if (response.ok) return response.blob();
  throw new Error(`${path}: found status ${response.status}, wanted the trace`);
}

/** What a link has to say of the traces of a scenario. */
export function linkedFiles({ frameworks }: ScenarioDocument): readonly LinkedFile[] {
  const paths = frameworks.flatMap(({ trace }) => (trace === undefined ? [] : [trace]));
  return givenTraces.filesOf([...new Set(paths)]);
}

function textProblem({ line, column, message, path }: Problem): TextProblem {
  const before =
    path.length === 0 || message.startsWith(String(path[0])) ? '' : `${path.join('.')}: `;
  return { line: line ?? 1, column: column ?? 1, message: `${before}${message}` };
}
