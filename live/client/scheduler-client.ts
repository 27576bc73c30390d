import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { z } from 'zod';

import { pointedTo } from '../finding/master-finder.ts';
import { RecordReader } from '../host/recordio.ts';
import { idSchema } from '../mesos/call-schema.ts';
import type { JsonObject } from '../mesos/json.ts';
import { resourceSchema } from '../mesos/resource-codec.ts';
import { type ClientAccess, NO_ACCESS, openRequest } from '../security/client-access.ts';

const time = z.object({ nanoseconds: z.number() });
const unavailabilitySchema = z.object({ start: time, duration: time.optional() });
const statusSchema = z.looseObject({
  task_id: idSchema,
  state: z.enum([
    ...(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING'] as const),
    ...(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'] as const),
    ...(['TASK_DROPPED', 'TASK_UNREACHABLE', 'TASK_GONE', 'TASK_GONE_BY_OPERATOR'] as const),
    'TASK_UNKNOWN',
  ]),
  message: z.string().optional(),
  reason: z.string().optional(),
  agent_id: idSchema.optional(),
  executor_id: idSchema.optional(),
  uuid: z.string().optional(),
  source: z.enum(['SOURCE_MASTER', 'SOURCE_AGENT', 'SOURCE_EXECUTOR']).optional(),
  healthy: z.boolean().optional(),
  unreachable_time: time.optional(),
  timestamp: z.number().optional(),
});
const offerSchema = z.looseObject({
  id: idSchema,
  agent_id: idSchema,
  hostname: z.string(),
  url: z
    .looseObject({ address: z.looseObject({ ip: z.string().default(''), port: z.number() }) })
    .optional(),
  resources: z.array(resourceSchema),
  attributes: z.array(z.looseObject({ name: z.string(), type: z.string() })).optional(),
  unavailability: unavailabilitySchema.optional(),
});
const eventSchema = z.looseObject({
  type: z.string(),
  subscribed: z.looseObject({ framework_id: idSchema }).optional(),
  offers: z.looseObject({ offers: z.array(offerSchema) }).optional(),
  rescind: z.looseObject({ offer_id: idSchema }).optional(),
  inverse_offers: z
    .looseObject({
      inverse_offers: z.array(
        z.looseObject({ id: idSchema, agent_id: idSchema, unavailability: unavailabilitySchema }),
      ),
    })
    .optional(),
  rescind_inverse_offer: z.looseObject({ inverse_offer_id: idSchema }).optional(),
  update: z.looseObject({ status: statusSchema }).optional(),
  failure: z.looseObject({ agent_id: idSchema.optional() }).optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** An event of the master, as far as a client of ours reads it. */
export type ClientEvent = z.infer<typeof eventSchema>;
export type ClientOffer = z.infer<typeof offerSchema>;
export type ClientStatus = z.infer<typeof statusSchema>;

/** Longest event, bytes. */
const EVENT_BYTES_MAX = 64 * 1024 * 1024;

/** A master that answers otherwise than hoped. */
export class MasterAnswer extends Error {
  override readonly name = 'MasterAnswer';
  readonly status: number;
  /** Where it said that the leader is, if it did. */
  readonly pointed: URL | null;

  constructor(status: number, text: string, pointed: URL | null = null) {
    super(`the master answered ${status}${text === '' ? '' : `: ${text}`}`);
    this.status = status;
    this.pointed = pointed;
  }
}

/**
 * One subscription at a master's scheduler API, by nothing but that API. Calls go over one
 * connection, one after the other: a master hears them in the order in which they are made.
 */
export class SchedulerClient {
  private readonly calls: Agent;
  private readonly master: URL;
  private readonly hear: (event: ClientEvent) => void;
  private readonly access: ClientAccess;
  private outgoing: ClientRequest | null = null;
  private streamId = '';
  private framework: JsonObject | null = null;

  /** @param hear takes every event, in order */
  constructor(master: URL, hear: (event: ClientEvent) => void, access: ClientAccess = NO_ACCESS) {
    this.master = new URL('/api/v1/scheduler', master);
    const one = { keepAlive: true, maxSockets: 1 };
    this.calls = this.master.protocol === 'https:' ? new TlsAgent(one) : new Agent(one);
    this.hear = hear;
    this.access = access;
  }

  /** Whether it asks this master. */
  isTo(master: URL): boolean {
    return this.master.origin === master.origin;
  }

  /** The framework's id, once there is one. */
  get frameworkId(): string {
    const value = this.framework?.['value'];
    return typeof value === 'string' ? value : '';
  }

  /**
   * Subscribes; resolves when the stream has ended.
   * @throws MasterAnswer when the master refuses, Error when it cannot be reached
   */
  subscribe(info: JsonObject): Promise<void> {
    const { id } = info;
    const again = id === undefined ? {} : { framework_id: id };
    const call = { type: 'SUBSCRIBE', ...again, subscribe: { framework_info: info } };
    return new Promise((resolve, reject) => {
      const outgoing = this.post(call, {}, (response) => {
        if (response.statusCode !== 200) {
          readText(response).then((text) => reject(this.answerOf(response, text)), reject);
          return;
        }
        this.streamId = String(response.headers['mesos-stream-id'] ?? '');
        const records = new RecordReader(EVENT_BYTES_MAX);
        response.on('data', (chunk: Buffer) => {
          try {
            for (const record of records.push(chunk)) this.heard(record);
          } catch (error) {
            response.destroy();
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
        response.on('end', resolve);
        response.on('close', resolve);
        response.on('error', reject);
      });
      outgoing.on('error', reject);
      this.outgoing = outgoing;
    });
  }

  /**
   * Makes a call; `framework_id` is added.
   * @throws MasterAnswer when it is refused
   */
  async call(call: JsonObject): Promise<void> {
    const headers = { 'mesos-stream-id': this.streamId };
    const said = { ...call, framework_id: this.framework };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      this.post(said, headers, resolve, this.calls).on('error', reject);
    });
    const text = await readText(response);
    const status = response.statusCode ?? 0;
    if (status !== 202 && status !== 200) throw this.answerOf(response, text);
  }

  /** Lets go of the stream, as a scheduler that dies does. */
  close(): void {
    this.outgoing?.destroy();
    this.calls.destroy();
  }

  private answerOf(response: IncomingMessage, text: string): MasterAnswer {
    return new MasterAnswer(response.statusCode ?? 0, text, pointedTo(response, this.master));
  }

  private heard(record: string): void {
    const event = eventSchema.parse(JSON.parse(record));
    if (event.subscribed !== undefined) this.framework = { ...event.subscribed.framework_id };
    this.hear(event);
  }

  private post(
    call: JsonObject,
    more: Readonly<Record<string, string>>,
    answered: (response: IncomingMessage) => void,
    agent: Agent | false = false,
  ): ClientRequest {
    const body = JSON.stringify(call);
    const outgoing = openRequest(
      this.access,
      this.master,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'content-length': Buffer.byteLength(body),
          ...more,
        },
      },
      answered,
    );
    outgoing.setNoDelay(true);
    outgoing.end(body);
    return outgoing;
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').trim();
}
