import { POLICIES } from '../../core/allocation/policies/index.ts';
import type { FrameworkDocument, ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { LinkAnswer } from './run-link.ts';

/**
 * The short form of a link, made to be typed:
 *
 *     drf:9c18g,s42@37             policy, agents, seed, event
 *     drf:10x4c16g,1c4g,3c1g,s7    ten agents; tasks of the users A and B
 *
 * `9c18g` is an agent with 9 CPUs and 18 GB. Each further size is a user with endless tasks of
 * that size; without any there are the DRF paper's two, 1c4g and 3c1g. Users launch one task an
 * offer, so that `drf:9c18g` goes as the paper's table 1: B, A, A, B, A.
 */
const FORM = 'drf:9c18g,s42@37';

const AGENTS = /^(?:(?<count>\d{1,5})x)?(?<size>.+)$/;
const SIZE = /^(?<cpus>\d+(?:\.\d{1,3})?)c(?<gigabytes>\d+(?:\.\d{1,3})?)g$/;
const PAPER_USERS = ['1c4g', '3c1g'];
/** Tasks of each user: more than a lesson ever runs. */
const TASKS = 1000;
const TASK_TIME = '60s';
/** When the last user comes, and by how much earlier than the one before. */
const FIRST_MS = 1000;
const STEP_MS = 10;
const USERS_MAX = 26;

interface Size {
  readonly cpus: number;
  readonly mebibytes: number;
}

/** Reads a link in its short form. */
export function readShortLink(text: string): LinkAnswer {
  const match = /^(?<policy>[a-z][a-z:-]*):(?<rest>[^@]+)(?:@(?<event>\d{1,15}))?$/.exec(text);
  if (match?.groups === undefined) return bad(`"${text}"`, FORM);
  const { policy, rest, event } = match.groups;
  const names = POLICIES.map(({ name }) => name);
  if (!names.includes(policy)) {
    return bad(`the policy "${policy}"`, `one of ${names.join(', ')}`);
  }
  const [agents, ...details] = rest.split(',');
  const seeds = details.filter((detail) => detail.startsWith('s'));
  const users = details.filter((detail) => !detail.startsWith('s'));
  if (seeds.length > 1) return bad(`${seeds.length} seeds`, 'at most one, such as s42');
  const group = AGENTS.exec(agents)?.groups;
  const size = sizeOf(group?.size ?? '');
  const count = Number(group?.count ?? 1);
  if (size === null || count < 1) {
    return bad(`"${agents}" for the agents`, 'such as 9c18g or 10x4c16g');
  }
  if (users.length > USERS_MAX) return bad(`${users.length} users`, `at most ${USERS_MAX}`);
  const frameworks: { readonly name: string; readonly demand: Size }[] = [];
  for (const [index, user] of (users.length === 0 ? PAPER_USERS : users).entries()) {
    const demand = sizeOf(user);
    if (demand === null) return bad(`"${user}" for a task`, 'such as 1c4g, or a seed such as s42');
    frameworks.push({ name: String.fromCharCode(65 + index), demand });
  }
  const scenario: ScenarioDocument = {
    name: text.split('@')[0],
    cluster: { agents: [{ count, resources: resourcesOf(size) }] },
    policy,
    // One task, then the rest of the agent is whose turn it is: step by step, as on paper.
    scheduler: { tasksPerOffer: 1 },
    frameworks: frameworks.map(({ name, demand }, index) => {
      // Where nobody has anything yet the last one is served first, as in the paper's table.
      const atMs = FIRST_MS + (frameworks.length - 1 - index) * STEP_MS;
      return endlessUser(name, demand, `${atMs}ms`);
    }),
  };
  return {
    ok: true,
    otherVersion: null,
    link: {
      version: null,
      scenario,
      policy,
      seed: seeds.length === 0 ? null : seeds[0].slice(1),
      faults: [],
      cursor: event === undefined ? null : { at: 'event', seq: Number(event) },
    },
  };
}

function sizeOf(text: string): Size | null {
  const groups = SIZE.exec(text)?.groups;
  if (groups === undefined) return null;
  const cpus = Number(groups.cpus);
  const mebibytes = Number(groups.gigabytes) * 1024;
  return cpus > 0 && mebibytes > 0 ? { cpus, mebibytes } : null;
}

function resourcesOf({ cpus, mebibytes }: Size): string {
  return `cpus:${cpus};mem:${Number(mebibytes.toFixed(3))}`;
}

function endlessUser(name: string, demand: Size, at: string): FrameworkDocument {
  return {
    name,
    kind: 'mapreduce',
    jobs: [{ at, tasks: TASKS, duration: TASK_TIME, resources: resourcesOf(demand) }],
  };
}

function bad(found: string, wanted: string): LinkAnswer {
  return { ok: false, message: `The link cannot be read: found ${found}, wanted ${wanted}.` };
}
