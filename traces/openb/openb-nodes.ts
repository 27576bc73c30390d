import { Fields } from '../reading/fields.ts';
import { RowReader } from '../reading/row-reader.ts';
import { ownText } from '../reading/text-table.ts';
import { Tally } from '../reading/tally.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';

/** A node of Alibaba's cluster-trace-gpu-v2023. */
export interface OpenbNode {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  /** Of its GPUs; empty without. */
  readonly model: string;
}

/** The list of nodes of Alibaba's GPU trace of 2023. */
export const OPENB_NODES_FORMAT: TraceFormat = {
  name: 'openb-nodes',
  title: 'nodes of openb 2023',
  detect: ({ lines }) => lines[0].startsWith(HEADER),
  reader: () => new OpenbNodeReader(),
};

const HEADER = 'sn,cpu_milli,memory_mib,gpu';
const COLUMNS = ['sn', 'cpu_milli', 'memory_mib', 'gpu', 'model'];
const LEAST = 4;

/** What the list held; a cluster, not a workload. */
export interface OpenbNodes extends ReadTrace {
  readonly nodes: readonly OpenbNode[];
}

class OpenbNodeReader implements TraceReader<OpenbNodes> {
  private readonly nodes: OpenbNode[] = [];
  private readonly table = new RowReader((text) => this.row(text), { comment: HEADER });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): OpenbNodes {
    const report = this.table.end(truncated).report();
    const { nodes } = this;
    const models = new Tally();
    for (const { model } of nodes) models.add(model);
    const sum = (of: (node: OpenbNode) => number): number =>
      nodes.reduce((total, node) => total + of(node), 0);
    return {
      nodes,
      report,
      counts: {
        ...NO_COUNTS,
        facts: {
          nodes: nodes.length,
          cpuMilli: sum(({ cpuMilli }) => cpuMilli),
          memoryMib: sum(({ memoryMib }) => memoryMib),
          gpus: sum(({ gpus }) => gpus),
          models: models.record(),
        },
      },
      toWorkload: () => 'found a list of nodes, wanted pods',
    };
  }

  private row(text: string): string | null {
    const fields = new Fields(text.split(','), COLUMNS, LEAST);
    const node: OpenbNode = {
      name: ownText(fields.name(0)),
      cpuMilli: fields.whole(1),
      memoryMib: fields.whole(2),
      gpus: fields.whole(3),
      model: ownText(fields.text(4)),
    };
    if (fields.problem !== null) return fields.problem;
    this.nodes.push(node);
    return null;
  }
}
