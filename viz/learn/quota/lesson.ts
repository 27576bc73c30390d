import { element } from '../../elements/element.ts';
import type { Unmount } from '../../shell/page.ts';
import { paragraph } from '../../shell/prose.ts';
import { EngineRun } from '../engine-run.ts';
import { historyLegend, historyLines } from '../figures/history-lines.ts';
import { question } from '../figures/question.ts';
import { Slider } from '../figures/slider.ts';
import { type Desk, figure, step } from '../lesson.ts';
import type { Tasks } from '../tasks.ts';
import { lastWaitSeconds } from './last-wait.ts';
import { CLUSTER_CPUS, type Quota, RUSH_AT_SECONDS, rush } from './scenario.ts';

const SECONDS = 300;
/** Less than this and nobody in the shop notices. */
const AT_ONCE_SECONDS = 2;

/** Lesson 6: what a guarantee costs, what a limit costs, and the headroom between them. */
export function mount({ root, tasks }: Desk): Unmount {
  tasks.add('predict', 'Say what fairness does in the rush');
  tasks.add('guarantee', 'Let all 16 tasks of web start at once, by a guarantee');
  tasks.add('limit', 'Do it without a guarantee, by a limit on batch');
  root.append(
    paragraph(
      'Fairness shares what is free. It does not take back what runs. When somebody must have ' +
        'machines *now*, being next in line is not enough.',
    ),
    step(
      'The rush',
      [
        'Ten agents with 4 CPUs each. *batch* has a hundred tasks of two minutes. After one minute ' +
          'the shop, *web*, has a rush and needs 16 CPUs.',
      ],
      whenDoesWebStart(tasks),
      rushFigure(tasks),
    ),
    step('Guarantee, limit, headroom', [
      'A *guarantee* is a promise: the allocator holds back enough free resources that the role can ' +
        'always get so much. What it holds back is the *headroom*. It stands empty until the role ' +
        'asks for it: that is the price.',
      'A *limit* is a lid: the role gets no more than that, even when machines stand idle. Guarantee ' +
        '16 CPUs to web, or limit batch to 24, and the same 16 CPUs stay free. The difference shows ' +
        'with a third role: headroom is kept for web alone, what a lid leaves over is for anybody.',
    ]),
  );
  return () => undefined;
}

function whenDoesWebStart(tasks: Tasks): HTMLElement {
  return question(
    'web holds nothing, batch holds everything. When do web’s tasks start under plain DRF?',
    [
      {
        label: 'At once: web has the lowest share',
        right: false,
        answer:
          'web is first in line, but there is nothing to offer. Running tasks are not taken ' +
          'away from anybody.',
      },
      {
        label: 'When tasks of batch end',
        right: true,
        answer:
          'The lowest share only decides who gets what *becomes* free. batch’s tasks end after ' +
          'two minutes, so web waits for one.',
      },
    ],
    () => tasks.done('predict'),
  );
}

function rushFigure(tasks: Tasks): HTMLElement {
  const setting: { webGuarantee: number; batchLimit: number } = {
    webGuarantee: 0,
    batchLimit: CLUSTER_CPUS,
  };
  const drawing = element('div');
  const verdict = element('p', { class: 'answer', role: 'status' });
  const draw = (): void => {
    const { drawing: lines, sentence, atOnce } = outcomeOf(setting);
    drawing.replaceChildren(lines);
    verdict.textContent = sentence;
    if (atOnce && setting.webGuarantee > 0) tasks.done('guarantee');
    if (atOnce && setting.webGuarantee === 0) tasks.done('limit');
  };
  const guarantee = new Slider(
    { label: 'Guarantee of web, CPUs', min: 0, max: 24, step: 4, value: 0 },
    (cpus) => {
      setting.webGuarantee = cpus;
      draw();
    },
  );
  const limit = new Slider(
    { label: 'Limit of batch, CPUs', min: 16, max: CLUSTER_CPUS, step: 4, value: CLUSTER_CPUS },
    (cpus) => {
      setting.batchLimit = cpus;
      draw();
    },
  );
  draw();
  return figure(
    'Dominant shares over five minutes. The line marks the rush.',
    element('div', { class: 'controls wide' }, guarantee.element, limit.element),
    historyLegend(['batch', 'web']),
    drawing,
    verdict,
  );
}

interface Outcome {
  readonly drawing: HTMLElement;
  readonly sentence: string;
  /** Whether all tasks of web started at once. */
  readonly atOnce: boolean;
}

function outcomeOf(quota: Quota): Outcome {
  const run = new EngineRun(rush(quota)).until(59);
  const idle = CLUSTER_CPUS - cpusHeld(run);
  run.until(SECONDS);
  const wait = lastWaitSeconds(run);
  const { history } = run.session.frame({ history: 150 });
  const shares = history?.dominantShare ?? [];
  const sentence =
    `Before the rush ${idle} of ${CLUSTER_CPUS} CPUs stand idle. The last of web’s 16 tasks starts ` +
    `${wait < AT_ONCE_SECONDS ? 'at once' : `after ${Math.round(wait)} s`}.`;
  return {
    drawing: historyLines(
      ['batch', 'web'].map((name, index) => ({ name, values: shares[index] ?? [] })),
      {
        seconds: SECONDS,
        spanSeconds: (history?.bucketUs ?? 0) / 1e6,
        description: `Dominant shares of batch and web over ${SECONDS} seconds. ${sentence}`,
        rules: [{ atSeconds: RUSH_AT_SECONDS, label: 'rush' }],
      },
    ),
    sentence,
    atOnce: wait < AT_ONCE_SECONDS,
  };
}

/** CPUs of all running tasks; each takes one. */
function cpusHeld(run: EngineRun): number {
  const { frameworks } = run.session.frame({ frameworks: true });
  return [...(frameworks?.running ?? [])].reduce((sum, count) => sum + count, 0);
}
