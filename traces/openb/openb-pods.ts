import type { WorkloadSettings } from '../model/workload-settings.ts';
import { type NewJob, buildWorkload, demandOf, taskTimeUs } from '../model/workload-builder.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { Fields } from '../reading/fields.ts';
import type { ReadReport } from '../reading/read-report.ts';
import { RowReader } from '../reading/row-reader.ts';
import { TextTable, ownText } from '../reading/text-table.ts';
import { Tally } from '../reading/tally.ts';
import {
  NO_COUNTS,
  type ReadTrace,
  type TraceCounts,
  type TraceFormat,
  type TraceReader,
} from '../reading/trace-reader.ts';

/** A pod of Alibaba's cluster-trace-gpu-v2023. */
export interface OpenbPod {
  readonly name: string;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  /** Thousandths of each of its GPUs; below 1000 the GPU is shared. */
  readonly gpuMilli: number;
  /** `V100M16|V100M32`: models it can run on; empty is any. */
  readonly gpuSpec: string;
  readonly qos: string;
  readonly phase: string;
  /** Seconds; null where blank (a pending pod was never scheduled). */
  readonly createdSeconds: number | null;
  readonly deletedSeconds: number | null;
  readonly scheduledSeconds: number | null;
}

/** The list of pods of Alibaba's GPU trace of 2023. */
export const OPENB_PODS_FORMAT: TraceFormat = {
  name: 'openb-pods',
  title: 'pods of openb 2023',
  detect: ({ lines }) => HEADER.test(lines[0]),
  reader: () => new OpenbPodReader(),
};

const HEADER = /^name,cpu_milli,memory_mib,num_gpu,gpu_milli\b/;

/** Columns that every list has; `multigpu` lists have no more. */
const LEAST = 5;

const COLUMNS: readonly string[] = [
  ...['name', 'cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli', 'gpu_spec', 'qos', 'pod_phase'],
  ...['creation_time', 'deletion_time', 'scheduled_time'],
];

class OpenbPodReader implements TraceReader<OpenbPods> {
  private readonly pods: OpenbPod[] = [];
  private readonly texts = new TextTable();
  private readonly table = new RowReader((text) => this.row(text), { comment: 'name,cpu_milli,' });

  push(chunk: Uint8Array | string): void {
    this.table.push(chunk);
  }

  end(truncated: boolean = false): OpenbPods {
    return new OpenbPods(this.pods, this.table.end(truncated).report());
  }

  private row(text: string): string | null {
    const fields = new Fields(text.split(','), COLUMNS, LEAST);
    const pod: OpenbPod = {
      name: ownText(fields.name(0)),
      cpuMilli: fields.whole(1),
      memoryMib: fields.whole(2),
      gpus: fields.whole(3),
      gpuMilli: fields.wholeOrBlank(4) ?? 0,
      gpuSpec: this.texts.own(fields.text(5)),
      qos: this.texts.own(fields.text(6)),
      phase: this.texts.own(fields.text(7)),
      createdSeconds: secondsOf(fields, 8),
      deletedSeconds: secondsOf(fields, 9),
      scheduledSeconds: secondsOf(fields, 10),
    };
    if (fields.problem !== null) return fields.problem;
    this.pods.push(pod);
    return null;
  }
}

/** A century: further off, times would leave whole microseconds. */
const MAX_SECONDS = 3_155_760_000;

function secondsOf(fields: Fields, column: number): number | null {
  const value = fields.decimalOrBlank(column);
  if (value !== null && (value < 0 || value > MAX_SECONDS)) {
    fields.refuse(column, fields.text(column), `seconds from 0 to ${MAX_SECONDS}`);
  }
  return value;
}

/** Pods: each is a job of one task. */
export class OpenbPods implements ReadTrace {
  readonly pods: readonly OpenbPod[];
  readonly report: ReadReport;

  constructor(pods: readonly OpenbPod[], report: ReadReport) {
    this.pods = pods;
    this.report = report;
  }

  get counts(): TraceCounts {
    const phases = new Tally();
    const qos = new Tally();
    let first = Infinity;
    let last = -Infinity;
    let podSeconds = 0;
    let gpuMilliSeconds = 0;
    let unscheduled = 0;
    for (const pod of this.pods) {
      phases.add(pod.phase);
      qos.add(pod.qos);
      for (const at of [pod.createdSeconds, pod.scheduledSeconds, pod.deletedSeconds]) {
        first = Math.min(first, at ?? first);
        last = Math.max(last, at ?? last);
      }
      const ran = ranSeconds(pod) ?? 0;
      podSeconds += ran;
      gpuMilliSeconds += ran * pod.gpus * pod.gpuMilli;
      if (pod.scheduledSeconds === null) unscheduled++;
    }
    return {
      ...NO_COUNTS,
      jobs: this.pods.length,
      tasks: this.pods.length,
      taskSeconds: podSeconds,
      spanSeconds: last >= first ? last - first : 0,
      facts: {
        pods: this.pods.length,
        phases: phases.record(),
        qos: qos.record(),
        podSeconds,
        gpuSeconds: gpuMilliSeconds / 1000,
        unscheduled,
      },
    };
  }

  /** Pods that were scheduled, by quality of service. What model of GPU a pod needs is left out. */
  toWorkload(name: string, { taskDemand }: WorkloadSettings): Workload | string {
    const jobs: NewJob[] = [];
    for (const pod of this.pods) {
      const ran = ranSeconds(pod);
      if (ran === null || pod.createdSeconds === null) continue;
      const taskUs = taskTimeUs(ran);
      const demand = demandOf(
        [
          ['cpus', pod.cpuMilli / 1000],
          ['mem', pod.memoryMib],
          ['gpus', (pod.gpus * pod.gpuMilli) / 1000],
        ],
        taskDemand,
      );
      jobs.push({
        name: pod.name,
        submitUs: Math.round(pod.createdSeconds * 1e6),
        framework: pod.qos === '' ? 'pods' : pod.qos,
        stages: [
          { kind: StageKind.MAP, tasks: 1, demand, taskUs, lastTaskUs: taskUs, exact: true },
        ],
      });
    }
    return buildWorkload(name, 'openb-pods', jobs);
  }
}

/** From being scheduled to its deletion; null when one of them is not known. */
function ranSeconds({ scheduledSeconds, deletedSeconds }: OpenbPod): number | null {
  if (scheduledSeconds === null || deletedSeconds === null) return null;
  return deletedSeconds < scheduledSeconds ? null : deletedSeconds - scheduledSeconds;
}
