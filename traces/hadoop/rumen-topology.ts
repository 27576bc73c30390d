import { type ReadReport, ReportBuilder } from '../reading/read-report.ts';
import {
  type FileStart,
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';
import { type JsonValue, isJsonObject, parseExactJson } from '../reading/exact-json.ts';
import { JsonObjectSplitter } from '../reading/json-object-splitter.ts';
import { unescaped } from './host-table.ts';

/** A rack of Rumen's topology and the machines in it. */
export interface TopologyRack {
  readonly name: string;
  readonly hosts: readonly string[];
}

/** The machines of a cluster, without sizes: those of the jobs beside it. */
export class RumenTopology implements ReadTrace {
  readonly root: string | null;
  /** In the file's order; a rack of racks has its path as name. */
  readonly racks: readonly TopologyRack[];
  readonly report: ReadReport;
  readonly counts: TraceCounts;

  constructor(root: string | null, racks: readonly TopologyRack[], report: ReadReport) {
    this.root = root;
    this.racks = racks;
    this.report = report;
    const nodes = racks.reduce((sum, { hosts }) => sum + hosts.length, 0);
    this.counts = { ...NO_COUNTS, facts: { root, racks: racks.length, nodes } };
  }

  toWorkload(): string {
    return 'found the racks of a cluster, wanted jobs';
  }
}

/**
 * Push parser of Rumen's topology: `{ "name", "children": [ { "name", "children": [ … ] } ] }`, of
 * which the root's are racks and those without children machines. A row is a child of the root.
 */
export class RumenTopologyReader implements TraceReader<RumenTopology> {
  private readonly report = new ReportBuilder();
  private readonly racks: TopologyRack[] = [];
  private root: string | null = null;
  private readonly objects = new JsonObjectSplitter(
    { members: new Set(['name']), lists: new Set(['children']) },
    {
      begin: () => {},
      member: (_, text) => {
        const name = parseExactJson(text);
        if (typeof name === 'string') this.root ??= unescaped(name);
      },
      element: (_, text, line) => this.child(text, line),
      end: () => {},
      broken: (line, reason) => this.refuse(line, reason),
    },
  );

  push(chunk: Uint8Array | string): void {
    this.objects.push(chunk);
  }

  end(): RumenTopology {
    this.objects.end();
    return new RumenTopology(this.root, this.racks, this.report.report());
  }

  private child(text: string, line: number): void {
    const problem = this.addRack(parseExactJson(text), '', line, 0);
    if (problem === null) this.report.row();
    else this.refuse(line, problem);
  }

  /** @returns what is wrong with it, or null */
  private addRack(
    value: JsonValue | undefined,
    above: string,
    line: number,
    depth: number,
  ): string | null {
    if (!isJsonObject(value) || typeof value['name'] !== 'string') {
      return 'found what has no name, wanted a rack or machine';
    }
    if (depth > MAX_DEPTH) return `found racks in racks more than ${MAX_DEPTH} deep`;
    const name = above + unescaped(value['name']).replace(/^\/+/, '');
    const children = value['children'] ?? null;
    // A machine right under the root or among racks stands in no rack of its own.
    if (children === null) return 'found a machine outside a rack';
    if (!Array.isArray(children)) return `${name}: found children that are no list`;
    const isMachine = (child: JsonValue): boolean =>
      isJsonObject(child) && (child['children'] ?? null) === null;
    const machines = children.filter((child: JsonValue) => isMachine(child));
    const hosts = machines.flatMap((child: JsonValue) => {
      const host = isJsonObject(child) ? child['name'] : null;
      if (typeof host === 'string') return [unescaped(host)];
      this.refuse(line, `${name}: found a machine without a name`);
      return [];
    });
    const inner = children.filter((child: JsonValue) => !isMachine(child));
    if (hosts.length > 0 || inner.length === 0) this.racks.push({ name, hosts });
    for (const child of inner) {
      const problem = this.addRack(child, `${name}/`, line, depth + 1);
      if (problem !== null) this.refuse(line, problem);
    }
    return null;
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}

/** Racks in racks followed; real clusters have one or two layers. */
const MAX_DEPTH = 16;

export const RUMEN_TOPOLOGY_FORMAT: TraceFormat = {
  name: 'rumen-topology',
  title: "a cluster's topology as Rumen writes it",
  detect({ text }: FileStart): boolean {
    return /^\s*\{\s*("name"\s*:\s*"([^"\\]|\\.){0,200}"\s*,\s*)?"children"\s*:\s*\[/.test(text);
  },
  reader: () => new RumenTopologyReader(),
};
