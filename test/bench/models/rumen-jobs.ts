/** Maps of a synthetic job; it has a tenth as many reduces. */
const MAPS = 200;

const START_MS = 1_371_222_054_499;

/** Twelve readings over an attempt's life, as newer writers add them. */
const SPLITS = [1481, 1481, 1481, 1481, 1481, 1481, 1169, 1064, 1064, 1173, 1197, 2485];

/** Rumen's objects behind each other, indented as it writes them. */
export function* rumenJobs(): Generator<string, never> {
  for (let job = 0; ; job++) {
    const id = `1369942127770_${String(job).padStart(4, '0')}`;
    const submitTime = START_MS + job * 60_000;
    const text = JSON.stringify(
      {
        ...{ priority: 'NORMAL', jobID: `job_${id}`, user: `user${job % 20}`, jobName: 'TeraGen' },
        ...{ submitTime, launchTime: submitTime + 2000, finishTime: submitTime + 99_375 },
        ...{ queue: 'default', outcome: 'SUCCESS', totalMaps: MAPS, totalReduces: MAPS / 10 },
        mapTasks: Array.from({ length: MAPS }, (_, task) => taskOf(id, 'm', task, submitTime)),
        reduceTasks: Array.from({ length: MAPS / 10 }, (_, task) =>
          taskOf(id, 'r', task, submitTime + 30_000),
        ),
        otherTasks: [],
        successfulMapAttemptCDFs: [{ maximum: 1, minimum: 2, rankings: [] }],
      },
      null,
      2,
    );
    yield `${text}\n`;
  }
}

function taskOf(job: string, letter: 'm' | 'r', task: number, submitTime: number): object {
  const number = `${job}_${letter}_${String(task).padStart(6, '0')}`;
  const host = `a${(task * 7) % 500}.example.com`;
  const startTime = submitTime + 4000 + task * 3;
  const finishTime = startTime + 9000 + ((task * 37) % 9000);
  const readings = { cpuUsages: SPLITS, vmemKbytes: SPLITS, physMemKbytes: SPLITS };
  const attempt = {
    ...{ location: { layers: ['default-rack', host] }, hostName: `/default-rack/${host}` },
    ...{ startTime, result: 'SUCCESS', finishTime, attemptID: `attempt_${number}_0` },
    ...{ clockSplits: SPLITS, ...readings, shuffleFinished: -1, sortFinished: -1 },
    ...{ hdfsBytesRead: 134_217_728, hdfsBytesWritten: 416_666_700, fileBytesRead: 0 },
    ...{ mapInputRecords: 4_166_667, mapOutputBytes: -1, reduceShuffleBytes: 72_234 },
    resourceUsageMetrics: { cumulativeCpuUsage: 14_300, heapUsage: 745_406_464 },
  };
  return {
    ...{ startTime, taskID: `task_${number}`, taskType: letter === 'm' ? 'MAP' : 'REDUCE' },
    ...{ finishTime, attempts: [attempt], taskStatus: 'SUCCESS', inputBytes: 82 },
    preferredLocations: [{ layers: ['default-rack', host] }],
    ...{ inputRecords: 4_166_667, outputBytes: 72_234, outputRecords: 4_166_667 },
  };
}
