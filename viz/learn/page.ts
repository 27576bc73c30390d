import './learn.css';
import { element } from '../elements/element.ts';
import { paragraph } from '../shell/prose.ts';
import type { Page, PageContext, Unmount } from '../shell/page.ts';
import type { Lesson } from './lesson.ts';
import { LESSONS, lessonOf, lessonsDone, rememberDone } from './lessons.ts';
import { Tasks } from './tasks.ts';

/** The lessons: a list of them, or the one that the address names. */
export const page: Page = {
  title: 'Learn',
  keys: [
    { keys: ['a', 'b'], does: 'lesson 1: say who gets the next offer' },
    { keys: ['←', '→'], does: 'move a slider; steps of a figure' },
  ],
  mount(root, context) {
    if (context.tail === '') return mountList(root);
    const lesson = lessonOf(context.tail);
    if (lesson === undefined) return mountUnknown(root, context.tail);
    return mountLesson(root, context, lesson);
  },
};

const nothing: Unmount = () => undefined;

function mountList(root: HTMLElement): Unmount {
  const done = lessonsDone();
  const cards = LESSONS.map(({ slug, title, question }, index) => {
    const mark = done.has(slug) ? element('span', { class: 'card-done' }, '✓ done') : null;
    const link = element('a', { href: `#/learn/${slug}` }, `${index + 1}. ${title}`);
    return element(
      'li',
      { class: 'card' },
      element('h2', {}, link),
      element('p', {}, question),
      mark,
    );
  });
  const first = LESSONS.find(({ slug }) => !done.has(slug)) ?? LESSONS[0];
  const start = done.size === 0 ? 'Start with lesson 1' : `Go on with ${first.title}`;
  root.append(
    element('h1', {}, 'Sharing a cluster, fairly'),
    paragraph(
      'Many people share one cluster. One needs memory, another CPUs. What is a fair share when ' +
        'nobody needs the same thing? Each lesson has one idea, a figure that you move, and ' +
        'something to find out. Five minutes each; nothing to install, nothing to know before.',
      { class: 'lead' },
    ),
    element(
      'p',
      {},
      element('a', { class: 'button primary', href: `#/learn/${first.slug}` }, start),
    ),
    element('ol', { class: 'cards' }, ...cards),
  );
  return nothing;
}

function mountUnknown(root: HTMLElement, slug: string): Unmount {
  const known = LESSONS.map((lesson) => lesson.slug).join(', ');
  root.append(
    element('h1', {}, 'No such lesson'),
    element('p', {}, `The address names the lesson "${slug}"; there are ${known}.`),
    element('p', {}, element('a', { href: '#/learn' }, 'All lessons')),
  );
  return nothing;
}

async function mountLesson(
  root: HTMLElement,
  context: PageContext,
  lesson: Lesson,
): Promise<Unmount> {
  const index = LESSONS.indexOf(lesson);
  const next = LESSONS.at(index + 1);
  const end = element('nav', { class: 'lesson-end', 'aria-label': 'Next' });
  const tasks = new Tasks(() => {
    rememberDone(lesson.slug);
    end.classList.add('all-done');
    end.prepend(element('p', { role: 'status' }, 'You have done all of it.'));
  });
  const body = element('div', { class: 'lesson-body' });
  const { mount } = await lesson.load();
  if (context.left.aborted) return nothing;
  root.append(
    element(
      'p',
      { class: 'kicker' },
      element('a', { href: '#/learn' }, 'Learn'),
      ` / ${index + 1} of ${LESSONS.length}`,
    ),
    element('h1', {}, lesson.title),
    element('div', { class: 'lesson' }, tasks.element, body),
  );
  const unmount = await mount({ root: body, context, tasks });
  const forward =
    next === undefined
      ? element('a', { class: 'button primary', href: '#/lab' }, 'Now build your own: the lab')
      : element(
          'a',
          { class: 'button primary', href: `#/learn/${next.slug}` },
          `Next: ${next.title}`,
        );
  end.append(forward, element('a', { class: 'button', href: '#/learn' }, 'All lessons'));
  root.append(end);
  return unmount;
}
