import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { OperatorCall } from '../../../core/protocol/operator-api.ts';
import { CallError, checkDocument, parseJson } from '../../mesos/call-codec.ts';
import type { JsonObject } from '../../mesos/json.ts';
import { LenientJsonError, readLenient, readLenientList } from '../../mesos/lenient-json.ts';
import {
  machinesSchema,
  operatorSchema,
  quotaRequestSchema,
  readMachines,
  readOperatorCall,
  readQuotaRequest,
  readSchedule,
  scheduleSchema,
  weightsSchema,
} from '../../mesos/operator-codec.ts';
import { principalOf } from '../../security/principal.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { carryOut, teardown } from './operator-api.ts';

/** The older ways to set what the operator API sets (`mesos-semantics` part 22.1). */
export function registerSettings(app: FastifyInstance, site: MasterSite): void {
  registerDocuments(app, site);
  for (const [url, operation] of Object.entries(OPERATIONS)) {
    app.route({
      method: 'POST',
      url,
      handler: (request, reply) => operate(site, operation, request, reply),
    });
  }
  app.delete('/quota/*', (request, reply) => {
    const { '*': role = '' } = request.params as Readonly<Record<string, string>>;
    return carryOut(site, { type: 'REMOVE_QUOTA', role }, request, reply);
  });
  app.post('/teardown', (request, reply) => {
    const named = formOf(request).get('frameworkId');
    if (named !== null) return teardown(site, named, request, reply);
    return answerText(reply, 400, "Missing 'frameworkId' query parameter");
  });
}

/** Those that take a JSON document. */
function registerDocuments(app: FastifyInstance, site: MasterSite): void {
  const set = <Schema extends z.ZodType>(
    method: 'POST' | 'PUT',
    url: string,
    lenient: (value: unknown) => unknown,
    schema: Schema,
    read: (said: z.infer<Schema>) => OperatorCall,
  ): void => {
    app.route({
      method,
      url,
      handler: (request: FastifyRequest, reply: FastifyReply) => {
        return answerErrors(reply, () => {
          const said = checkDocument(lenient(parseJson(textOf(request))), schema, url);
          return carryOut(site, read(said), request, reply);
        });
      },
    });
  };
  const one = (type: string) => (value: unknown) => readLenient(type, value);
  const many = (type: string) => (value: unknown) => readLenientList(type, value);
  set('PUT', '/weights', many('WeightInfo'), weightsSchema, (weights) => {
    return { type: 'UPDATE_WEIGHTS', weights };
  });
  set('POST', '/quota', one('quota.QuotaRequest'), quotaRequestSchema, readQuotaRequest);
  const schedule = one('maintenance.Schedule');
  set('POST', '/maintenance/schedule', schedule, scheduleSchema, readSchedule);
  set('POST', '/machine/down', many('MachineID'), machinesSchema, (machines) => {
    return { type: 'START_MAINTENANCE', machines: readMachines(machines) };
  });
  set('POST', '/machine/up', many('MachineID'), machinesSchema, (machines) => {
    return { type: 'STOP_MAINTENANCE', machines: readMachines(machines) };
  });
}

/** A form of an agent and of what is to be done with its resources. */
interface FormOperation {
  readonly type: string;
  /** Of the list in the form, and of the field that it is in the call. */
  readonly list: 'resources' | 'volumes';
}

const OPERATIONS: Readonly<Record<string, FormOperation>> = {
  '/reserve': { type: 'RESERVE_RESOURCES', list: 'resources' },
  '/unreserve': { type: 'UNRESERVE_RESOURCES', list: 'resources' },
  '/create-volumes': { type: 'CREATE_VOLUMES', list: 'volumes' },
  '/destroy-volumes': { type: 'DESTROY_VOLUMES', list: 'volumes' },
};

function operate(
  site: MasterSite,
  { type, list }: FormOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply | Promise<FastifyReply> {
  const form = formOf(request);
  const missing = ['slaveId', list].find((name) => form.get(name) === null);
  if (missing !== undefined) {
    return answerText(reply, 400, `Missing '${missing}' query parameter in the request body`);
  }
  return answerErrors(reply, () => {
    const listOf = (name: string): JsonObject[] => {
      return readLenientList('Resource', parseJson(form.get(name) ?? ''));
    };
    const source = form.get('source') === null ? {} : { source: listOf('source') };
    const payload = { agent_id: { value: form.get('slaveId') }, [list]: listOf(list), ...source };
    const said = checkDocument({ type, [type.toLowerCase()]: payload }, operatorSchema, 'Call');
    const call = readOperatorCall(said, site.ids, principalOf(request));
    if (call === null || typeof call === 'string') return answerText(reply, 400, String(call));
    return carryOut(site, call, request, reply);
  });
}

async function answerErrors(
  reply: FastifyReply,
  answer: () => FastifyReply | Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof CallError) return answerText(reply, error.status, error.message);
    if (error instanceof LenientJsonError) return answerText(reply, 400, error.message);
    throw error;
  }
}

function textOf(request: FastifyRequest): string {
  return typeof request.body === 'string' ? request.body : '';
}

function formOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(textOf(request));
}
