import { FNV_OFFSET, hashText } from '../../core/random/mix.ts';
import { StageList } from '../model/stage-list.ts';
import { StageKind, type Workload } from '../model/workload.ts';
import { SWIM_CLASSES, type SwimClass, swimClassOf } from './swim-classes.ts';
import { type SwimModel, checkSwimModel } from './swim-model.ts';
import type { SwimRow } from './swim-row.ts';
import { swimStages } from './swim-stages.ts';

/**
 * The workload of a SWIM trace under a model. Submit times are counted from the first job.
 *
 * @param rows in submit order, as the reader gives them; at least one
 * @param name of the workload: the file's
 * @throws RangeError when there is no row or the model cannot be used.
 */
export function swimToWorkload(rows: readonly SwimRow[], model: SwimModel, name: string): Workload {
  const wrong = checkSwimModel(model);
  if (wrong.length > 0) throw new RangeError(`SWIM model: ${wrong.join('; ')}`);
  if (rows.length === 0) throw new RangeError(`${name}: found no usable job, wanted at least one`);
  const list = new StageList();
  const frameworks = new FrameworkTable(rows, model);
  const jobs = {
    count: rows.length,
    names: rows.map((row) => row.name),
    submitUs: Float64Array.from(rows, (row) => (row.submitSeconds - rows[0].submitSeconds) * 1e6),
    framework: Uint16Array.from(rows, (row) => frameworks.indexOf(row)),
    firstStage: new Int32Array(rows.length + 1),
  };
  rows.forEach((row, job) => {
    const { maps, mapUs, lastMapUs, reduces, reduceUs } = swimStages(row, model);
    const demand = model.demands[classOf(row, model)];
    list.add({
      kind: StageKind.MAP,
      tasks: maps,
      demand: demand.map,
      taskUs: mapUs,
      lastTaskUs: lastMapUs,
    });
    if (reduces > 0) {
      list.add({
        kind: StageKind.REDUCE,
        tasks: reduces,
        demand: demand.reduce,
        taskUs: reduceUs,
        lastTaskUs: reduceUs,
      });
    }
    jobs.firstStage[job + 1] = list.count;
  });
  return {
    name,
    format: 'swim',
    jobs,
    stages: list.columns(),
    demands: list.demands,
    frameworks: frameworks.names,
    durations: { skewSigma: model.skewSigma, minTaskUs: model.minTaskUs },
  };
}

/** The class of a row as the model draws the line, after scaling. */
export function classOf(row: SwimRow, model: SwimModel): SwimClass {
  return swimClassOf(row, (model.interactiveBlocks * model.blockBytes) / model.scale);
}

/** Frameworks that have jobs, in the order of the classes or of the users' numbers. */
class FrameworkTable {
  readonly names: readonly string[];
  private readonly model: SwimModel;
  private readonly indexes: ReadonlyMap<string, number>;

  constructor(rows: readonly SwimRow[], model: SwimModel) {
    this.model = model;
    const used = new Set(rows.map((row) => this.nameOf(row)));
    const all =
      model.frameworks === 'class'
        ? SWIM_CLASSES
        : Array.from({ length: model.frameworks }, (_, i) => `user${i + 1}`);
    this.names = all.filter((name) => used.has(name));
    this.indexes = new Map(this.names.map((name, index) => [name, index]));
  }

  indexOf(row: SwimRow): number {
    return this.indexes.get(this.nameOf(row)) ?? 0;
  }

  private nameOf(row: SwimRow): string {
    const { frameworks } = this.model;
    if (frameworks === 'class') return classOf(row, this.model);
    // Hashed, so that neighbours such as job1 and job2 go to unrelated users.
    return `user${((hashText(row.name, FNV_OFFSET) >>> 0) % frameworks) + 1}`;
  }
}
