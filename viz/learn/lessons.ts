import { storage } from '../shell/storage.ts';
import type { Lesson } from './lesson.ts';

/** The lessons in the order in which they are best read. */
export const LESSONS: readonly Lesson[] = [
  {
    slug: 'two-users',
    title: 'Two users, two resources',
    question: 'One needs memory, one needs CPUs. What is a fair share?',
    load: () => import('./two-users/lesson.ts'),
  },
  {
    slug: 'one-resource',
    title: 'Why not just CPU?',
    question: 'Sharing one resource, or counting slots, is simpler. What goes wrong?',
    load: () => import('./one-resource/lesson.ts'),
  },
  {
    slug: 'properties',
    title: 'Four promises, and how to cheat',
    question: 'What may a user expect of a fair cluster? Can lying pay?',
    load: () => import('./properties/lesson.ts'),
  },
  {
    slug: 'hierarchy',
    title: 'Weights, roles and hierarchy',
    question: 'Departments with teams in them: where does sharing by levels starve someone?',
    load: () => import('./hierarchy/lesson.ts'),
  },
  {
    slug: 'offers',
    title: 'Offers',
    question: 'Who decides what runs where, and why does a framework with work to do wait?',
    load: () => import('./offers/lesson.ts'),
  },
  {
    slug: 'quota',
    title: 'Quota',
    question: 'What does it cost to promise machines to somebody who may need them later?',
    load: () => import('./quota/lesson.ts'),
  },
  {
    slug: 'failures',
    title: 'Failures',
    question: 'An agent dies, the master dies, a message is lost. What is lost, and who notices?',
    load: () => import('./failures/lesson.ts'),
  },
  {
    slug: 'delay-scheduling',
    title: 'Delay scheduling',
    question: 'Run now on the wrong machine, or wait for the right one?',
    load: () => import('./delay-scheduling/lesson.ts'),
  },
];

/** The lesson of a slug, or undefined. */
export function lessonOf(slug: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.slug === slug);
}

const KEY = 'evenhand-lessons-done';

/** Slugs of the lessons this reader has done, as far as the browser remembers. */
export function lessonsDone(): ReadonlySet<string> {
  return new Set((storage()?.getItem(KEY) ?? '').split(' ').filter((slug) => slug !== ''));
}

export function rememberDone(slug: string): void {
  storage()?.setItem(KEY, [...new Set([...lessonsDone(), slug])].join(' '));
}
