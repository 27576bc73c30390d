import { StageKind, type Workload } from './workload.ts';

/**
 * What is wrong with a workload, in words; nothing when every promise of the model holds.
 * Readers and generators are tested with it; a hand-made workload is worth a check too.
 */
export function checkWorkload(workload: Workload): string[] {
  return [
    ...checkLengths(workload),
    ...checkJobs(workload),
    ...checkStages(workload),
    ...checkRecorded(workload),
    ...checkParents(workload),
    ...checkDemands(workload),
    ...checkDurations(workload),
  ];
}

function checkLengths({ jobs, stages, frameworks }: Workload): string[] {
  const found: string[] = [];
  const expect = (what: string, length: number, wanted: number): void => {
    if (length !== wanted) found.push(`${what}: found ${length} elements, wanted ${wanted}`);
  };
  expect('jobs.names', jobs.names.length, jobs.count);
  expect('jobs.submitUs', jobs.submitUs.length, jobs.count);
  expect('jobs.framework', jobs.framework.length, jobs.count);
  expect('jobs.firstStage', jobs.firstStage.length, jobs.count + 1);
  expect('stages.kind', stages.kind.length, stages.count);
  expect('stages.tasks', stages.tasks.length, stages.count);
  expect('stages.demand', stages.demand.length, stages.count);
  expect('stages.taskUs', stages.taskUs.length, stages.count);
  expect('stages.lastTaskUs', stages.lastTaskUs.length, stages.count);
  const optional = (what: string, column: ArrayLike<number> | undefined, wanted: number): void => {
    if (column !== undefined) expect(what, column.length, wanted);
  };
  optional('jobs.priority', jobs.priority, jobs.count);
  optional('stages.exact', stages.exact, stages.count);
  optional('stages.gang', stages.gang, stages.count);
  optional('stages.recorded.firstTask', stages.recorded?.firstTask, stages.count + 1);
  optional('stages.parents.firstParent', stages.parents?.firstParent, stages.count + 1);
  if (frameworks.length === 0) found.push('frameworks: found none, wanted at least one');
  if (new Set(frameworks).size !== frameworks.length) {
    found.push(`frameworks: found ${frameworks.join(', ')}, wanted distinct names`);
  }
  return found;
}

function checkJobs({ jobs, stages, frameworks }: Workload): string[] {
  const found: string[] = [];
  const names = new Set<string>();
  let before = 0;
  for (let job = 0; job < jobs.count; job++) {
    const at = `job ${job} (${jobs.names[job]})`;
    const submit = jobs.submitUs[job];
    if (!Number.isSafeInteger(submit) || submit < before) {
      found.push(`${at}: submitted at ${submit}, wanted whole microseconds from ${before}`);
    }
    before = submit;
    if (jobs.framework[job] >= frameworks.length) {
      found.push(`${at}: framework ${jobs.framework[job]} of ${frameworks.length}`);
    }
    if (!(jobs.firstStage[job] < jobs.firstStage[job + 1])) found.push(`${at}: has no stage`);
    if (names.has(jobs.names[job])) found.push(`${at}: its name occurs twice`);
    names.add(jobs.names[job]);
  }
  if (jobs.firstStage[0] !== 0 || jobs.firstStage[jobs.count] !== stages.count) {
    found.push(`jobs.firstStage: wanted from 0 to ${stages.count}`);
  }
  const busy = new Set(jobs.framework);
  frameworks.forEach((name, framework) => {
    if (!busy.has(framework)) found.push(`framework ${name}: has no job`);
  });
  return found;
}

function checkStages({ stages, demands }: Workload): string[] {
  const found: string[] = [];
  for (let stage = 0; stage < stages.count; stage++) {
    const at = `stage ${stage}`;
    if (stages.kind[stage] !== StageKind.MAP && stages.kind[stage] !== StageKind.REDUCE) {
      found.push(`${at}: found kind ${stages.kind[stage]}`);
    }
    if (stages.tasks[stage] < 1) found.push(`${at}: found ${stages.tasks[stage]} tasks`);
    if (stages.demand[stage] >= demands.length) {
      found.push(`${at}: demand ${stages.demand[stage]} of ${demands.length}`);
    }
    for (const us of [stages.taskUs[stage], stages.lastTaskUs[stage]]) {
      if (!Number.isSafeInteger(us) || us <= 0) {
        found.push(`${at}: found task time ${us}, wanted whole microseconds above 0`);
      }
    }
  }
  return found;
}

/** A stage has a recorded time for each of its tasks, or for none. */
function checkRecorded({ stages }: Workload): string[] {
  const { recorded } = stages;
  if (recorded === undefined) return [];
  const found: string[] = [];
  for (let stage = 0; stage < stages.count; stage++) {
    const times = recorded.firstTask[stage + 1] - recorded.firstTask[stage];
    if (times !== 0 && times !== stages.tasks[stage]) {
      found.push(`stage ${stage}: found ${times} times for ${stages.tasks[stage]} tasks`);
    }
  }
  if (recorded.firstTask[stages.count] !== recorded.taskUs.length) {
    found.push(`recorded times: wanted ${recorded.firstTask[stages.count]}`);
  }
  recorded.taskUs.forEach((us, task) => {
    if (!Number.isSafeInteger(us) || us <= 0) {
      found.push(`recorded time ${task}: found ${us}, wanted whole microseconds above 0`);
    }
  });
  return found;
}

/** Parents stand before their children, in the same job. */
function checkParents({ jobs, stages }: Workload): string[] {
  const { parents } = stages;
  if (parents === undefined) return [];
  const found: string[] = [];
  for (let job = 0; job < jobs.count; job++) {
    for (let stage = jobs.firstStage[job]; stage < jobs.firstStage[job + 1]; stage++) {
      const own = stage - jobs.firstStage[job];
      let before = -1;
      for (let i = parents.firstParent[stage]; i < parents.firstParent[stage + 1]; i++) {
        const parent = parents.parent[i];
        if (parent <= before || parent >= own) {
          found.push(
            `stage ${stage}: found parent ${parent}, wanted one from ${before + 1} to ${own - 1}`,
          );
        }
        before = parent;
      }
    }
  }
  return found;
}

function checkDemands({ demands }: Workload): string[] {
  const found: string[] = [];
  demands.forEach((demand, index) => {
    if (demand.size === 0) found.push(`demand ${index}: asks for nothing`);
    for (const [name, milli] of demand) {
      if (!Number.isSafeInteger(milli) || milli <= 0) {
        found.push(`demand ${index}: found ${name} ${milli}, wanted thousandths above 0`);
      }
    }
  });
  return found;
}

function checkDurations({ durations }: Workload): string[] {
  const { skewSigma, minTaskUs } = durations;
  const found: string[] = [];
  if (!(skewSigma >= 0 && skewSigma <= 5)) {
    found.push(`durations.skewSigma: found ${skewSigma}, wanted a number from 0 to 5`);
  }
  if (!Number.isSafeInteger(minTaskUs) || minTaskUs < 1) {
    found.push(`durations.minTaskUs: found ${minTaskUs}, wanted whole microseconds from 1`);
  }
  return found;
}
