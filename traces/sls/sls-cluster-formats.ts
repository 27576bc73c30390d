import { type JsonObject, isJsonObject } from '../reading/exact-json.ts';
import { ReportBuilder } from '../reading/read-report.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceFacts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';
import { JsonObjects } from './json-objects.ts';

/** Racks and nodes for SLS. */
export const SLS_NODES_FORMAT: TraceFormat = {
  name: 'sls-nodes',
  title: 'nodes for SLS',
  detect: ({ text }) =>
    /^\s*[[{]/.test(text) && /"rack"\s*:\s*"[^"]*"\s*,\s*"nodes"\s*:/.test(text),
  reader: () => {
    const nodes = new SlsNodes();
    return new ObjectsReader(['rack'], ['nodes'], nodes);
  },
};

/** What SLS draws jobs from (`SYNTH`). */
export const SLS_SYNTH_FORMAT: TraceFormat = {
  name: 'sls-synth',
  title: 'a synthetic workload for SLS',
  detect: ({ text }) => /^\s*\{/.test(text) && /"(num_jobs|job_classes|rand_seed)"\s*:/.test(text),
  reader: () => new ObjectsReader(SYNTH_MEMBERS, ['workloads'], new SlsSynth()),
};

/** What is in the objects of a file, counted. */
interface Counted {
  take(object: JsonObject): string | null;
  facts(): TraceFacts;
  /** Why there is no workload in it. */
  readonly noWorkload: string;
}

class ObjectsReader implements TraceReader<ReadTrace> {
  private readonly report = new ReportBuilder();
  private readonly counted: Counted;
  private readonly objects: JsonObjects;

  constructor(members: readonly string[], lists: readonly string[], counted: Counted) {
    this.counted = counted;
    this.objects = new JsonObjects(members, lists, this.report, (object) => counted.take(object));
  }

  push(chunk: Uint8Array | string): void {
    this.objects.push(chunk);
  }

  end(): ReadTrace {
    this.objects.finish();
    const { noWorkload } = this.counted;
    return {
      counts: { ...NO_COUNTS, facts: this.counted.facts() },
      report: this.report.report(),
      toWorkload: () => noWorkload,
    };
  }
}

class SlsNodes implements Counted {
  readonly noWorkload = 'found a list of nodes, wanted jobs';
  private racks = 0;
  private nodeEntries = 0;
  private namedNodes = 0;
  private nodesWithResources = 0;

  take({ rack, nodes }: JsonObject): string | null {
    if (typeof rack !== 'string') return 'rack: wanted a name';
    if (!Array.isArray(nodes)) return 'nodes: wanted a list';
    this.racks++;
    for (const node of nodes) {
      this.nodeEntries++;
      // Hadoop's own sample has a node without a name: SLS passes over it.
      if (!isJsonObject(node) || typeof node['node'] !== 'string') continue;
      this.namedNodes++;
      if (node['memory-mb'] !== undefined || node['vcores'] !== undefined) {
        this.nodesWithResources++;
      }
    }
    return null;
  }

  facts(): TraceFacts {
    const { racks, nodeEntries, namedNodes, nodesWithResources } = this;
    return { racks, nodeEntries, namedNodes, nodesWithResources };
  }
}

const SYNTH_MEMBERS = ['description', 'num_nodes', 'nodes_per_rack', 'num_jobs', 'rand_seed'];

class SlsSynth implements Counted {
  readonly noWorkload = 'found a description to draw jobs from, wanted jobs';
  private described: JsonObject = {};
  private workloads = 0;
  private jobClasses = 0;
  private style: 'legacy' | 'tasks' | null = null;

  take(object: JsonObject): string | null {
    const { workloads } = object;
    if (!Array.isArray(workloads)) return 'workloads: wanted a list';
    this.described = object;
    for (const workload of workloads) {
      if (!isJsonObject(workload)) return 'workloads: wanted objects';
      this.workloads++;
      const classes = workload['job_classes'];
      for (const one of Array.isArray(classes) ? classes : []) {
        this.jobClasses++;
        if (isJsonObject(one)) this.style = one['tasks'] === undefined ? 'legacy' : 'tasks';
      }
    }
    return null;
  }

  facts(): TraceFacts {
    const { workloads, jobClasses, style } = this;
    const number = (name: string): number | null => {
      const value = this.described[name];
      return typeof value === 'number' ? value : null;
    };
    return {
      numJobs: number('num_jobs'),
      numNodes: number('num_nodes'),
      nodesPerRack: number('nodes_per_rack'),
      randSeed: number('rand_seed'),
      workloads,
      jobClasses,
      style,
    };
  }
}
