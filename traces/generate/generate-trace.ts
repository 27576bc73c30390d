import type { RandomStream } from '../../core/random/random-stream.ts';
import { type ArrivalProcess, MAX_GENERATED_JOBS, drawSubmissions } from './arrival-process.ts';
import { drawArrivals } from './arrivals.ts';
import type { DrawnTrace, GeneratorModel } from './generator-model.ts';

/** How much of a model's workload, and how it differs from the model's defaults. */
export interface GenerateRequest {
  /** Number of jobs; those of the model where neither it nor the span is given. */
  readonly jobs?: number;
  /** Time over which they are submitted; with a number of jobs too it gives their mean gap. */
  readonly spanUs?: number;
  /** Mean time between submissions. */
  readonly gapUs?: number;
  readonly arrivals?: ArrivalProcess;
  /** Values of parameters by name, for those that differ. */
  readonly parameters: ReadonlyMap<string, number>;
  /** A stream of its own for each purpose: of one seed, so that the seed gives the trace. */
  stream(purpose: string): RandomStream;
}

/**
 * Draws a workload: a function of the model, the request and the streams, in every engine.
 *
 * @throws RangeError naming the parameter or number that cannot be used, found and wanted
 */
export function generateTrace(model: GeneratorModel, request: GenerateRequest): DrawnTrace {
  checkRequest(model, request);
  const values = new Map(
    model.parameters.map(({ name, byDefault }) => [
      name,
      request.parameters.get(name) ?? byDefault,
    ]),
  );
  const submitUs = submissions(model, request);
  return model.draw(submitUs, {
    stream: (purpose) => request.stream(purpose),
    parameter: (name) => {
      const value = values.get(name);
      if (value === undefined) throw new RangeError(`${model.name} has no parameter ${name}`);
      return value;
    },
  });
}

function submissions(model: GeneratorModel, request: GenerateRequest): number[] {
  const { jobs, spanUs } = request;
  const stream = request.stream('arrivals');
  if (model.arrivals.kind === 'facebook-day' && request.arrivals === undefined) {
    const count = jobs ?? model.jobs;
    const us = spanUs ?? (request.gapUs ?? model.gapUs) * count;
    const seconds = Math.max(1, Math.round(us / 1e6));
    return drawArrivals(stream, count, seconds).map((second) => second * 1e6);
  }
  const given = jobs !== undefined && spanUs !== undefined ? spanUs / jobs : undefined;
  const gapUs = request.gapUs ?? given ?? model.gapUs;
  const process = request.arrivals ?? processOf(model);
  return drawSubmissions(process, stream, gapUs, {
    jobs: jobs ?? (spanUs === undefined ? model.jobs : MAX_GENERATED_JOBS),
    untilUs: jobs === undefined ? (spanUs ?? Infinity) : Infinity,
  });
}

function processOf({ arrivals }: GeneratorModel): ArrivalProcess {
  return arrivals.kind === 'process' ? arrivals.process : { kind: 'poisson' };
}

/** A year: longer workloads nobody replays. */
const MAX_SPAN_US = 366 * 86_400_000_000;

function checkRequest(model: GeneratorModel, request: GenerateRequest): void {
  const { jobs, spanUs, gapUs, parameters } = request;
  if (jobs !== undefined) checkNumber('jobs', jobs, 1, MAX_GENERATED_JOBS, true);
  if (spanUs !== undefined) checkNumber('span', spanUs, 1, MAX_SPAN_US, true);
  if (gapUs !== undefined) checkNumber('interarrival', gapUs, 1, MAX_SPAN_US, false);
  for (const [name, value] of parameters) {
    const parameter = model.parameters.find((one) => one.name === name);
    if (parameter === undefined) {
      const known = model.parameters.map((one) => one.name).join(', ');
      throw new RangeError(`${name}: the model ${model.name} has no such parameter, only ${known}`);
    }
    const { least, most, kind } = parameter;
    checkNumber(name, value, least, most, kind === 'whole');
  }
}

function checkNumber(
  what: string,
  value: number,
  least: number,
  most: number,
  whole: boolean,
): void {
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return;
  const wanted = `a ${whole ? 'whole ' : ''}number from ${least} to ${most}`;
  throw new RangeError(`${what}: found ${value}, wanted ${wanted}`);
}
