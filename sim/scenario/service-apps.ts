import type { Micros } from '../../core/machine.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { type AppSpec, readApp } from '../../core/schedulers/service/app.ts';
import { readDuration } from './duration-text.ts';
import { given } from './given.ts';
import { readResources } from './resource-values.ts';
import type { DocumentPath, ScenarioProblems } from './scenario-problem.ts';
import type { AppDocument } from './workload-document.ts';

/** The apps of a `service` framework, as its scheduler is given them. */
export function serviceApps(
  apps: readonly AppDocument[],
  path: DocumentPath,
  problems: ScenarioProblems,
): AppSpec[] {
  const ids = new Set<string>();
  return apps.map((app, i) => {
    const at = [...path, i];
    if (ids.has(app.id)) problems.refuse([...at, 'id'], `the app ${app.id} is named twice`);
    ids.add(app.id);
    const before = problems.list.length;
    const spec = appOf(app, at, problems);
    // The scheduler itself says what it would not take.
    const read = readApp(spec, ResourceSpace.of([spec.resources]));
    if (typeof read === 'string' && problems.list.length === before) problems.refuse(at, read);
    return spec;
  });
}

function appOf(app: AppDocument, path: DocumentPath, problems: ScenarioProblems): AppSpec {
  const { id, instances, constraints, health, backoff, upgrade, unreachable, killSelection } = app;
  const resources = readResources(app.resources);
  const time = (text: string | undefined, ...field: string[]): Micros | undefined =>
    text === undefined ? undefined : problems.value([...path, ...field], readDuration(text), 0);
  return {
    ...{ id, instances },
    resources: problems.value([...path, 'resources'], resources, new Map<string, number>()),
    ...given({
      constraints,
      health:
        health &&
        given({
          graceUs: time(health.grace, 'health', 'grace'),
          intervalUs: time(health.interval, 'health', 'interval'),
          timeoutUs: time(health.timeout, 'health', 'timeout'),
          maxConsecutiveFailures: health.maxConsecutiveFailures,
        }),
      backoff:
        backoff &&
        given({
          firstUs: time(backoff.first, 'backoff', 'first'),
          factor: backoff.factor,
          maxUs: time(backoff.max, 'backoff', 'max'),
        }),
      upgrade: upgrade && given(upgrade),
      unreachable:
        unreachable &&
        given({
          inactiveAfterUs: time(unreachable.inactiveAfter, 'unreachable', 'inactiveAfter'),
          expungeAfterUs: time(unreachable.expungeAfter, 'unreachable', 'expungeAfter'),
        }),
      killSelection,
      killGraceUs: time(app.killGrace, 'killGrace'),
    }),
  };
}
