import type { FaultDocument } from '../../sim/scenario/scenario-document.ts';
import type { RunSummary } from '../../sim/session/session-api.ts';
import type { InspectionTarget } from '../../sim/session/session-pages.ts';
import { FAULT_KINDS } from '../../sim/faults/fault-spec.ts';
import type { FaultKind } from '../../sim/faults/fault-spec.ts';
import { button, element, select } from '../elements/element.ts';

/** What can be broken by hand, in the words of the buttons. */
interface FaultTool {
  readonly label: string;
  readonly kind: FaultKind;
  /** What the kind needs besides whom and how long. */
  readonly more?: Partial<FaultDocument>;
}

interface ToolGroup {
  readonly of: string;
  readonly tools: readonly FaultTool[];
}

const AGENT_LINK: ToolGroup = {
  of: 'Its link',
  tools: [
    { label: 'Cut', kind: 'partition' },
    { label: 'Cut one way in', kind: 'partition-in' },
    { label: 'Cut one way out', kind: 'partition-out' },
    { label: 'Clog', kind: 'clog' },
    { label: 'Lose messages', kind: 'message-loss', more: { ratio: '1/10' } },
  ],
};

const AGENT_TOOLS: readonly ToolGroup[] = [
  {
    of: 'Machine',
    tools: [
      { label: 'Crash', kind: 'agent-crash' },
      { label: 'Wipe', kind: 'agent-wipe' },
      { label: 'Slow down', kind: 'agent-slow', more: { factor: 4 } },
    ],
  },
  {
    of: 'Agent process',
    tools: [
      { label: 'Restart', kind: 'agent-restart' },
      { label: 'Pause', kind: 'agent-pause' },
    ],
  },
  AGENT_LINK,
];

const FRAMEWORK_TOOLS: readonly ToolGroup[] = [
  {
    of: 'Scheduler',
    tools: [
      { label: 'Crash', kind: 'scheduler-crash' },
      { label: 'Disconnect', kind: 'scheduler-disconnect' },
      { label: 'Cut its link', kind: 'scheduler-partition' },
    ],
  },
];

const MASTER_TOOLS: readonly ToolGroup[] = [
  {
    of: 'Master',
    tools: [
      { label: 'Fail over', kind: 'master-crash' },
      { label: 'Pause', kind: 'master-pause' },
      { label: 'Cut its link', kind: 'master-partition' },
      { label: 'End its session', kind: 'session-expiry' },
    ],
  },
];

/** Masters are broken where another can take over. */
const ALONE =
  'This master is alone. With "masters: 3" in the scenario it can be made to fail over.';

const LENGTHS: readonly (readonly [value: string, label: string])[] = [
  ['10s', '10 s'],
  ['60s', '1 min'],
  ['5m', '5 min'],
  ['30m', '30 min'],
];

/** Buttons that break what the inspector is about; null for what cannot be broken. */
export function faultTools(
  target: InspectionTarget,
  summary: RunSummary,
  inject: (fault: FaultDocument) => void,
): HTMLElement | null {
  const found = toolsFor(target, summary);
  if (found !== null) return breaking('Break it', found, inject);
  return target.kind === 'master' ? element('p', { class: 'quiet' }, ALONE) : null;
}

/** Whose link it is: that of some agents, of a scheduler or of a master. */
export type LinkTarget =
  | { readonly kind: 'agents'; readonly agents: readonly number[] }
  | { readonly kind: 'framework'; readonly framework: number }
  | { readonly kind: 'master'; readonly master: number };

/** Buttons that break a link. */
export function linkTools(
  target: LinkTarget,
  summary: RunSummary,
  inject: (fault: FaultDocument) => void,
): HTMLElement {
  const found = linkToolsFor(target, summary);
  return found === null
    ? element('p', { class: 'quiet' }, ALONE)
    : breaking('Break the link', found, inject);
}

/** What can be broken, and of whom. */
interface FoundTools {
  readonly groups: readonly ToolGroup[];
  readonly whom: Partial<FaultDocument>;
}

function breaking(
  title: string,
  found: FoundTools,
  inject: (fault: FaultDocument) => void,
): HTMLElement {
  let length = '60s';
  const choice = select(LENGTHS, length, (value) => (length = value));
  const groups = found.groups.map(({ of, tools }) =>
    element(
      'div',
      { class: 'fault-group', role: 'group', 'aria-label': of },
      found.groups.length === 1 ? null : element('span', { class: 'quiet' }, of),
      ...tools.map(({ label, kind, more }) =>
        button(label, () => inject({ kind, ...found.whom, for: length, ...more }), {
          class: 'small',
          title: FAULT_KINDS[kind].says,
        }),
      ),
    ),
  );
  return element(
    'div',
    { class: 'faults' },
    element(
      'div',
      { class: 'fault-head' },
      element('h3', {}, title),
      element('label', { class: 'inline' }, 'for', choice),
    ),
    ...groups,
  );
}

function linkToolsFor(target: LinkTarget, summary: RunSummary): FoundTools | null {
  switch (target.kind) {
    case 'agents':
      return { groups: [AGENT_LINK], whom: { agents: target.agents } };
    case 'framework':
    case 'master': {
      const found = toolsFor(target, summary);
      if (found === null) return null;
      const tools = found.groups.flatMap((group) => group.tools.filter(isOfLink));
      return { groups: [{ of: 'Its link', tools }], whom: found.whom };
    }
  }
}

function isOfLink({ kind }: FaultTool): boolean {
  return kind.endsWith('partition') || kind === 'scheduler-disconnect';
}

function toolsFor(
  target: InspectionTarget,
  { frameworks, zookeeperServers }: RunSummary,
): FoundTools | null {
  switch (target.kind) {
    case 'agent':
      return { groups: AGENT_TOOLS, whom: { agents: [target.agent] } };
    case 'framework': {
      const whom = { frameworks: [frameworks[target.framework].name] };
      return { groups: FRAMEWORK_TOOLS, whom };
    }
    case 'master': {
      if (zookeeperServers === 0) return null;
      return { groups: MASTER_TOOLS, whom: { masters: [target.master] } };
    }
    case 'task':
    case 'offer':
    case 'job':
      return null;
  }
}
