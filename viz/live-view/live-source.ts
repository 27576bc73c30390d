import type { Position, RunSummary } from '../../sim/session/session-api.ts';
import type { Frame, FrameRequest } from '../../sim/session/session-frame.ts';
import type {
  EventPage,
  EventQuery,
  Inspection,
  InspectionTarget,
  JobPage,
  OfferPage,
  OfferQuery,
  TaskQuery,
  Why,
} from '../../sim/session/session-pages.ts';
import type { ClusterModel } from '../cluster-model/cluster-model.ts';
import { modelFrame, modelSummary } from '../cluster-model/model-frame.ts';
import { inspectModel } from '../cluster-model/model-inspection.ts';
import type { NamedTaskPage } from '../cluster-model/task-list.ts';
import type { FrameSource } from '../lab/frame-source.ts';

/** A model of a cluster as views read it. */
export class LiveSource implements FrameSource {
  readonly model: ClusterModel;
  private readonly stale: () => number | null;
  private known: RunSummary | null = null;
  private edition = '';

  constructor(model: ClusterModel, stale: () => number | null) {
    this.model = model;
    this.stale = stale;
  }

  get staleSince(): number | null {
    return this.stale();
  }

  /** Of now: another one whenever agents, frameworks or roles are others. */
  get summary(): RunSummary {
    const { edition, sizes } = this.model.directory;
    const current = `${edition}/${sizes}/${this.model.policy}`;
    if (this.known === null || current !== this.edition) {
      this.known = modelSummary(this.model, 'live');
      this.edition = current;
    }
    return this.known;
  }

  frame(request: FrameRequest): Promise<Frame> {
    return Promise.resolve(this.frameNow(request));
  }

  frameNow(request: FrameRequest): Frame {
    return modelFrame(this.model, positionOf(this.model), request);
  }

  events(query: EventQuery): Promise<EventPage> {
    return Promise.resolve(this.model.events.page(query, this.model.directory));
  }

  tasks(query: TaskQuery): Promise<NamedTaskPage> {
    return Promise.resolve(this.model.tasks.page(query, this.model.directory));
  }

  offers(query: OfferQuery): Promise<OfferPage> {
    return Promise.resolve(this.model.offers.page(query, this.model.directory));
  }

  inspect(target: InspectionTarget): Promise<Inspection> {
    return Promise.resolve(
      inspectModel(this.model, target, (us) => timeOfDay(this.model.zeroUs + us)),
    );
  }

  /** A cluster has tasks; what its schedulers call a job is their affair. */
  jobs(): Promise<JobPage> {
    return Promise.resolve(NO_JOBS);
  }

  /** What the allocator thought is not told. */
  why(): Promise<Why | null> {
    return Promise.resolve(null);
  }
}

/** Microseconds since 1970 as a time of the day. */
export function timeOfDay(us: number): string {
  return new Date(us / 1000).toLocaleTimeString();
}

export function positionOf({ events, nowUs, cycles }: ClusterModel): Position {
  return {
    ...{ branch: 0, seq: events.end, timeUs: nowUs, hash: '', cycles, jobsFinished: 0 },
    ...{ ended: null, cursor: { at: 'time', timeUs: nowUs } },
    ...{ knownEvents: events.end, knownUs: nowUs },
  };
}

export const NO_JOBS: JobPage = {
  ...{ count: 0, matching: 0, job: new Int32Array(0), name: [], framework: new Int32Array(0) },
  ...{ state: new Uint8Array(0), submitUs: new Float64Array(0), startUs: new Float64Array(0) },
  ...{ finishUs: new Float64Array(0), tasks: new Int32Array(0), running: new Int32Array(0) },
  finished: new Int32Array(0),
};
