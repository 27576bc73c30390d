import * as fc from 'fast-check';
import type { OpenOffer } from '../../core/master/records.ts';
import type { OfferOperation, ResourceOperation } from '../../core/protocol/offer-operations.ts';
import type { TaskInfo } from '../../core/protocol/tasks.ts';
import { readResources } from '../../core/resources/resource-notation.ts';
import {
  type Resource,
  isPersistentVolume,
  withoutPersistence,
} from '../../core/resources/resource.ts';
import { Resources } from '../../core/resources/resources.ts';
import { executor, reserved, volume, wholeTask } from './whole-scripts.ts';

/** Operations and tasks from few amounts, roles and ids, so that they often go together. */

export const ROLES = ['a', 'a/b', 'c'] as const;
const role = fc.constantFrom(...ROLES);

/** What operations are about: a few amounts, in every state of reservation. */
const pieces: fc.Arbitrary<Resources> = fc.oneof(
  fc.constantFrom('cpus:1', 'mem:512', 'cpus:0.5;mem:256', 'ports:[1-4]').map(read),
  fc.tuple(fc.constantFrom('cpus:1', 'disk:100', 'disk:300'), role).map(([t, r]) => reserved(t, r)),
  fc
    .tuple(fc.constantFrom('v', 'w'), role, fc.boolean())
    .map(([id, r, s]) => volume(id, 100, r, s)),
);

export const operations: fc.Arbitrary<ResourceOperation> = fc.oneof(
  role.map((r): ResourceOperation => ({ type: 'RESERVE', resources: reserved('cpus:1', r) })),
  role.map((r): ResourceOperation => ({ type: 'RESERVE', resources: reserved('disk:100', r) })),
  fc
    .tuple(fc.constantFrom<'CREATE' | 'DESTROY'>('CREATE', 'DESTROY'), role, fc.boolean())
    .map(([type, r, s]): ResourceOperation => ({ type, resources: volume('v', 100, r, s) })),
  fc
    .tuple(fc.constantFrom('RESERVE', 'UNRESERVE', 'CREATE', 'DESTROY', 'REMOVE'), pieces)
    .map(([type, resources]) => ({ type, resources })),
  fc.tuple(role, fc.constantFrom(50_000, 100_000)).map(([r, subtract]): ResourceOperation => {
    return { type: 'SHRINK_VOLUME', volume: volume('v', 100, r), subtract };
  }),
  role.map((r): ResourceOperation => {
    return { type: 'GROW_VOLUME', volume: volume('v', 100, r), addition: reserved('disk:50', r) };
  }),
);

/** What an ACCEPT may mean to do with its offer; what it names is found in the offer. */
export type Intent = (offer: OpenOffer, id: number | undefined) => readonly OfferOperation[];

const named = (operation: ResourceOperation, id: number | undefined): ResourceOperation =>
  id === undefined ? operation : { ...operation, id };

/** One of what the offer has of a kind, as an operation on it. */
function onOneOf(
  keep: (resource: Resource) => boolean,
  operate: (one: Resources) => ResourceOperation,
): Intent {
  return ({ rest }, id) => {
    const [first] = rest.filter(keep);
    return first === undefined ? [] : [named(operate(Resources.of([first])), id)];
  };
}

const intents: fc.Arbitrary<Intent> = fc.oneof(
  fc.constantFrom('cpus:1', 'disk:300', 'ports:[1-4]').map(
    (text): Intent =>
      ({ role: to }, id) => {
        return [named({ type: 'RESERVE', resources: reserved(text, to) }, id)];
      },
  ),
  fc.tuple(fc.constantFrom('v', 'w'), fc.boolean()).map(([name, shared]): Intent => {
    return ({ role: to }, id) => [
      { type: 'RESERVE', resources: reserved('disk:100', to) },
      named({ type: 'CREATE', resources: volume(name, 100, to, shared) }, id),
    ];
  }),
  fc.constantFrom(
    onOneOf(isReserved, (resources) => ({ type: 'UNRESERVE', resources })),
    onOneOf(isPersistentVolume, (resources) => ({ type: 'DESTROY', resources })),
    onOneOf(isPersistentVolume, (one) => ({
      type: 'SHRINK_VOLUME',
      volume: one,
      subtract: 20_000,
    })),
    onOneOf(isPersistentVolume, (one) => ({
      ...{ type: 'GROW_VOLUME', volume: one },
      addition: one.map((disk) => ({
        ...withoutPersistence(disk),
        value: { kind: 'scalar', milli: 50_000 },
      })),
    })),
  ),
  fc.nat({ max: 30 }).map(
    (taskId): Intent =>
      ({ rest }) => {
        const needs = readResources('cpus:0.5').plus(Resources.of([...rest].slice(0, 1)));
        return [{ type: 'LAUNCH', tasks: [wholeTask(taskId, needs)] }];
      },
  ),
);

function isReserved(resource: Resource): boolean {
  return resource.reservations.at(-1)?.type === 'DYNAMIC' && !isPersistentVolume(resource);
}

const withId = fc
  .tuple(operations, fc.option(fc.nat({ max: 3 }), { nil: undefined }))
  .map(([operation, id]) => named(operation, id));

export const tasks: fc.Arbitrary<TaskInfo> = fc
  .tuple(fc.integer({ min: -1, max: 30 }), pieces, fc.option(fc.nat({ max: 1 })))
  .map(([id, needs, by]) =>
    wholeTask(id, needs, by === null ? {} : { executor: executor(by, 'cpus:0.1') }),
  );

const bare: fc.Arbitrary<OfferOperation> = fc.oneof(
  withId,
  fc.record({ type: fc.constant('LAUNCH' as const), tasks: fc.array(tasks, { maxLength: 2 }) }),
  fc.array(tasks, { maxLength: 2 }).map((group) => ({
    ...{ type: 'LAUNCH_GROUP' as const, executor: executor(2, 'cpus:0.2;mem:64') },
    tasks: group.map(({ executor: _executor, ...task }) => task),
  })),
);

export const steps: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: intents },
  {
    weight: 2,
    arbitrary: bare.map(
      (operation): Intent =>
        () => [operation],
    ),
  },
);

function read(text: string): Resources {
  return readResources(text);
}
