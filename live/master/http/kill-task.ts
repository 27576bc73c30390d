import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { CallError, checkDocument, parseJson } from '../../mesos/call-codec.ts';
import { idSchema } from '../../mesos/call-schema.ts';
import { KILL_TASK_PATH } from '../../mesos/agent-stream.ts';
import type { MasterSite } from '../master-site.ts';
import { answerText } from './http-checks.ts';
import { refusalIn } from './operator-api.ts';

const killSchema = z.object({ framework_id: idSchema, task_id: idSchema });

/**
 * An operator ends one task of a framework: a call of ours, for Mesos has none. It is its
 * framework's KILL, made in its name: the framework hears TASK_KILLED as if it had asked.
 */
export function registerKillTask(app: FastifyInstance, site: MasterSite): void {
  app.post(KILL_TASK_PATH, (request, reply) => {
    const body = typeof request.body === 'string' ? request.body : '';
    try {
      const said = checkDocument(parseJson(body), killSchema, 'KillTask');
      const framework = site.ids.readFramework(said.framework_id.value);
      const known = site.host.master.framework(framework);
      if (!known) return answerText(reply, 404, 'No framework found with specified ID');
      // Who may end all of a framework may end a part of it.
      const object = known.info.principal ?? null;
      const refusal = refusalIn(site, request, [{ action: 'teardown_frameworks', object }]);
      if (refusal !== null) return answerText(reply, 403, refusal);
      const taskId = site.names.tasks.of(said.task_id.value);
      if (!known.tasks.has(taskId))
        return answerText(reply, 404, 'No task found with specified ID');
      const rejected = site.host.feed({ type: 'KILL', framework, taskId });
      if (rejected !== null) return answerText(reply, 409, rejected.reason);
      return reply.code(202).send();
    } catch (error) {
      if (error instanceof CallError) return answerText(reply, error.status, error.message);
      throw error;
    }
  });
}
