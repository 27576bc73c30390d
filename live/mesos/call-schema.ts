import { z } from 'zod';

import { problemOfChosenId } from './ids.ts';
import { amountSchema, resourceSchema } from './resource-codec.ts';

/** An id, `{ "value": text }`. */
export const idSchema = z.object({ value: z.string() });

/** An id that frameworks choose. */
const chosenId = idSchema.superRefine(({ value }, context) => {
  const problem = problemOfChosenId(value);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const duration = z.object({ nanoseconds: z.number().min(0) });
const filters = z.object({ refuse_seconds: z.number().optional() });
const killPolicy = z.object({ grace_period: duration.optional() });
const resources = z.array(resourceSchema).default([]);

const uri = z.looseObject({
  value: z.string().min(1),
  executable: z.boolean().optional(),
  extract: z.boolean().optional(),
  cache: z.boolean().optional(),
  output_file: z.string().optional(),
});
export const commandSchema = z.looseObject({
  value: z.string().optional(),
  shell: z.boolean().default(true),
  arguments: z.array(z.string()).default([]),
  user: z.string().optional(),
  uris: z.array(uri).default([]),
  environment: z
    .object({
      variables: z
        .array(z.looseObject({ name: z.string(), value: z.string().optional() }))
        .default([]),
    })
    .optional(),
});

const volume = z.looseObject({
  container_path: z.string(),
  host_path: z.string().optional(),
  mode: z.enum(['RW', 'RO']).default('RW'),
});
const portMapping = z.looseObject({
  host_port: z.number().int(),
  container_port: z.number().int(),
  protocol: z.string().default('tcp'),
});
export const containerSchema = z.looseObject({
  type: z.enum(['DOCKER', 'MESOS']),
  hostname: z.string().optional(),
  volumes: z.array(volume).default([]),
  docker: z
    .looseObject({
      image: z.string().min(1),
      network: z.enum(['HOST', 'BRIDGE', 'NONE', 'USER']).default('HOST'),
      force_pull_image: z.boolean().default(false),
      port_mappings: z.array(portMapping).default([]),
      privileged: z.boolean().default(false),
      parameters: z.array(z.looseObject({ key: z.string(), value: z.string() })).default([]),
    })
    .optional(),
  mesos: z
    .looseObject({
      image: z
        .looseObject({
          type: z.string().default('DOCKER'),
          docker: z.looseObject({ name: z.string().min(1) }).optional(),
        })
        .optional(),
    })
    .optional(),
  network_infos: z.array(z.looseObject({ name: z.string().optional() })).default([]),
});

export const healthCheckSchema = z.looseObject({
  type: z.enum(['COMMAND', 'HTTP', 'TCP']),
  delay_seconds: z.number().min(0).default(15),
  interval_seconds: z.number().min(0).default(10),
  timeout_seconds: z.number().min(0).default(20),
  consecutive_failures: z.number().int().min(0).default(3),
  grace_period_seconds: z.number().min(0).default(10),
  command: commandSchema.optional(),
  http: z
    .looseObject({
      scheme: z.string().default('http'),
      port: z.number().int().min(1).max(65_535),
      path: z.string().default('/'),
    })
    .optional(),
  tcp: z.looseObject({ port: z.number().int().min(1).max(65_535) }).optional(),
});

/** Mesos v1 `CheckInfo`. */
const checkSchema = z.looseObject({
  type: z.enum(['COMMAND', 'HTTP', 'TCP']),
  delay_seconds: z.number().min(0).default(15),
  interval_seconds: z.number().min(0).default(10),
  timeout_seconds: z.number().min(0).default(20),
  command: z.looseObject({ command: commandSchema }).optional(),
  http: z
    .looseObject({
      port: z.number().int().min(1).max(65_535),
      path: z.string().default('/'),
    })
    .optional(),
  tcp: z.looseObject({ port: z.number().int().min(1).max(65_535) }).optional(),
});

export const executorSchema = z.looseObject({
  type: z.enum(['DEFAULT', 'CUSTOM', 'UNKNOWN']).default('CUSTOM'),
  executor_id: chosenId,
  resources,
  command: commandSchema.optional(),
  container: containerSchema.optional(),
  shutdown_grace_period: duration.optional(),
});

/** Infinity where a task may take all there is. */
const limit = z.union([amountSchema, z.literal(Number.POSITIVE_INFINITY)]);

export const taskSchema = z.looseObject({
  name: z.string(),
  task_id: chosenId,
  agent_id: idSchema,
  resources,
  command: commandSchema.optional(),
  executor: executorSchema.optional(),
  container: containerSchema.optional(),
  health_check: healthCheckSchema.optional(),
  check: checkSchema.optional(),
  kill_policy: killPolicy.optional(),
  max_completion_time: duration.optional(),
  limits: z.record(z.string(), z.object({ value: limit })).optional(),
});

const quantities = z.object({
  quantities: z.record(z.string(), z.object({ value: amountSchema })).default({}),
});

export const frameworkInfoSchema = z.looseObject({
  user: z.string(),
  name: z.string(),
  id: idSchema.optional(),
  failover_timeout: z.number().optional(),
  checkpoint: z.boolean().optional(),
  role: z.string().optional(),
  roles: z.array(z.string()).optional(),
  hostname: z.string().optional(),
  principal: z.string().optional(),
  webui_url: z.string().optional(),
  capabilities: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  offer_filters: z
    .record(
      z.string(),
      z.object({
        min_allocatable_resources: z.object({ quantities: z.array(quantities) }).optional(),
      }),
    )
    .optional(),
});

const operation = z.looseObject({
  type: z.enum([
    ...(['LAUNCH', 'LAUNCH_GROUP', 'RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY'] as const),
    ...(['GROW_VOLUME', 'SHRINK_VOLUME', 'CREATE_DISK', 'DESTROY_DISK'] as const),
  ]),
  id: chosenId.optional(),
  launch: z.object({ task_infos: z.array(taskSchema) }).optional(),
  launch_group: z
    .object({
      executor: executorSchema,
      task_group: z.object({ tasks: z.array(taskSchema).min(1) }),
    })
    .optional(),
  reserve: z.looseObject({ resources, source: z.array(resourceSchema).optional() }).optional(),
  unreserve: z.looseObject({ resources }).optional(),
  create: z.looseObject({ volumes: resources }).optional(),
  destroy: z.looseObject({ volumes: resources }).optional(),
  grow_volume: z.object({ volume: resourceSchema, addition: resourceSchema }).optional(),
  shrink_volume: z
    .object({ volume: resourceSchema, subtract: z.object({ value: amountSchema }) })
    .optional(),
  create_disk: z.looseObject({ source: resourceSchema }).optional(),
  destroy_disk: z.looseObject({ source: resourceSchema }).optional(),
});

const offers = z.object({
  offer_ids: z.array(idSchema),
  operations: z.array(operation).default([]),
  filters: filters.optional(),
});
const inverse = z.object({ inverse_offer_ids: z.array(idSchema), filters: filters.optional() });
const roles = z.object({ roles: z.array(z.string()).default([]) });
const subscription = z.looseObject({
  framework_info: frameworkInfoSchema,
  suppressed_roles: z.array(z.string()).optional(),
  offer_constraints: z
    .looseObject({ role_constraints: z.record(z.string(), z.unknown()).optional() })
    .optional(),
});

/** Payloads of Mesos v1 `scheduler::Call`, each under the name of its field. */
const payloads = {
  subscribe: subscription,
  update_framework: subscription,
  accept: offers,
  decline: offers.omit({ operations: true }),
  accept_inverse_offers: inverse,
  decline_inverse_offers: inverse,
  revive: roles,
  suppress: roles,
  kill: z.object({
    task_id: idSchema,
    agent_id: idSchema.optional(),
    kill_policy: killPolicy.optional(),
  }),
  shutdown: z.object({ executor_id: idSchema, agent_id: idSchema }),
  acknowledge: z.object({ agent_id: idSchema, task_id: idSchema, uuid: z.string() }),
  acknowledge_operation_status: z.looseObject({
    agent_id: idSchema.optional(),
    uuid: z.string(),
    operation_id: idSchema,
  }),
  reconcile: z.object({
    tasks: z.array(z.object({ task_id: idSchema, agent_id: idSchema.optional() })).default([]),
  }),
  reconcile_operations: z.object({
    operations: z
      .array(z.looseObject({ operation_id: idSchema, agent_id: idSchema.optional() }))
      .default([]),
  }),
  message: z.object({ agent_id: idSchema, executor_id: idSchema, data: z.string() }),
  request: z.looseObject({}),
} as const;

/** Mesos v1 `scheduler::Call`. */
export const callSchema = z.object({
  type: z.enum([
    ...(['SUBSCRIBE', 'TEARDOWN', 'ACCEPT', 'DECLINE', 'ACCEPT_INVERSE_OFFERS'] as const),
    ...(['DECLINE_INVERSE_OFFERS', 'REVIVE', 'SUPPRESS', 'KILL', 'SHUTDOWN'] as const),
    ...(['ACKNOWLEDGE', 'ACKNOWLEDGE_OPERATION_STATUS', 'RECONCILE'] as const),
    ...(['RECONCILE_OPERATIONS', 'MESSAGE', 'REQUEST', 'UPDATE_FRAMEWORK'] as const),
  ]),
  framework_id: idSchema.optional(),
  ...z.object(payloads).partial().shape,
});

export type MesosCall = z.infer<typeof callSchema>;
export type MesosTask = z.infer<typeof taskSchema>;
export type MesosContainer = z.infer<typeof containerSchema>;
export type MesosExecutor = z.infer<typeof executorSchema>;
export type MesosOperation = z.infer<typeof operation>;
export type MesosSubscription = z.infer<typeof subscription>;
export type MesosFrameworkInfo = z.infer<typeof frameworkInfoSchema>;
