import type { EventHandlers, TimeSpan } from './event-handler.ts';
import type { JsonFields } from './json-fields.ts';

/** The application of an event log. What the log does not say is null. */
export interface SparkApplication {
  readonly id: string | null;
  readonly name: string | null;
  /** Of the attempts at one application that YARN may make. */
  readonly attemptId: string | null;
  readonly user: string | null;
  readonly sparkVersion: string | null;
  /** Milliseconds of the epoch. */
  readonly startMs: number | null;
  /** Null in a log that is not finished. */
  readonly endMs: number | null;
  /** Settings that say how it was scheduled, as the log writes them: `4g`, `true`. */
  readonly properties: ReadonlyMap<string, string>;
  /** What executors and tasks ask for, by profile id (Spark 3.1 on); 0 is the default profile. */
  readonly profiles: ReadonlyMap<number, ResourceProfile>;
}

/** Amounts by Spark's resource names: `cores`, `cpus`, `gpu`; `memory` and the like in MiB. */
export interface ResourceProfile {
  readonly executor: ReadonlyMap<string, number>;
  readonly task: ReadonlyMap<string, number>;
}

/** Settings kept of the hundreds a log has: sizes of executors and tasks, and how it scheduled. */
const PROPERTIES: readonly RegExp[] = [
  /^spark\.(?:master|cores\.max|default\.parallelism|scheduler\.mode|shuffle\.service\.enabled)$/,
  /^spark\.(?:executor|driver)\.(?:cores|memory|memoryOverhead|instances|resource\.gpu\.amount)$/,
  /^spark\.(?:executor\.pyspark\.memory|yarn\.executor\.memoryOverhead)$/,
  /^spark\.memory\.offHeap\.(?:enabled|size)$/,
  /^spark\.task\.(?:cpus|maxFailures|resource\.gpu\.amount)$/,
  /^spark\.(?:locality\.wait|speculation)(?:\.\w+)?$/,
  /^spark\.dynamicAllocation\.\w+$/,
];

/** Profiles kept: an application has a handful, a damaged log may have any number. */
const MAX_PROFILES = 10_000;

/** Builds the {@link SparkApplication} of a log. */
export class ApplicationEvents {
  private id: string | null = null;
  private name: string | null = null;
  private attemptId: string | null = null;
  private user: string | null = null;
  private sparkVersion: string | null = null;
  private startMs: number | null = null;
  private endMs: number | null = null;
  private started = false;
  private readonly properties = new Map<string, string>();
  private readonly profiles = new Map<number, ResourceProfile>();
  private readonly span: TimeSpan;

  constructor(span: TimeSpan) {
    this.span = span;
  }

  handlers(): EventHandlers {
    return [
      ['SparkListenerLogStart', (event) => this.logStart(event)],
      // Databricks writes this in place of LogStart, and again in every file of a rolled log.
      ['DBCEventLoggingListenerMetadata', (event) => this.logStart(event)],
      ['SparkListenerApplicationStart', (event) => this.applicationStart(event)],
      ['SparkListenerApplicationEnd', (event) => this.applicationEnd(event)],
      ['SparkListenerEnvironmentUpdate', (event) => this.environmentUpdate(event)],
      ['SparkListenerResourceProfileAdded', (event) => this.profileAdded(event)],
    ];
  }

  application(): SparkApplication {
    const { id, name, attemptId, user, sparkVersion, startMs, endMs, properties, profiles } = this;
    return { id, name, attemptId, user, sparkVersion, startMs, endMs, properties, profiles };
  }

  private logStart(event: JsonFields): null {
    this.sparkVersion ??= event.text('Spark Version');
    return null;
  }

  private applicationStart(event: JsonFields): string | null {
    const id = event.text('App ID');
    const startMs = event.time('Timestamp');
    if (this.started && (id !== this.id || startMs !== this.startMs)) {
      return `found a second application, wanted the events of one`;
    }
    this.started = true;
    this.id = id;
    this.name = event.text('App Name');
    this.attemptId = event.text('App Attempt ID');
    this.user = event.text('User');
    this.startMs = startMs;
    this.span.see(startMs);
    return null;
  }

  private applicationEnd(event: JsonFields): null {
    this.endMs = event.time('Timestamp');
    this.span.see(this.endMs);
    return null;
  }

  private environmentUpdate(event: JsonFields): null {
    const settings = event.fields('Spark Properties');
    for (const name of settings?.names() ?? []) {
      if (!PROPERTIES.some((property) => property.test(name))) continue;
      const value = settings?.text(name) ?? null;
      if (value !== null) this.properties.set(name, value);
    }
    return null;
  }

  private profileAdded(event: JsonFields): string | null {
    const id = event.whole('Resource Profile Id');
    if (id === null) return event.wanted('Resource Profile Id', 'a whole number');
    if (this.profiles.size >= MAX_PROFILES) {
      return `found more than ${MAX_PROFILES} resource profiles`;
    }
    this.profiles.set(id, {
      executor: amounts(event.fields('Executor Resource Requests')),
      task: amounts(event.fields('Task Resource Requests')),
    });
    return null;
  }
}

/** Amounts by resource of a list of requests, `{ "cpus": { "Amount": 1.0 } }`. */
function amounts(requests: JsonFields | null): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of requests?.names() ?? []) {
    const amount = requests?.fields(name)?.amount('Amount') ?? null;
    if (amount !== null) found.set(name, amount);
  }
  return found;
}
