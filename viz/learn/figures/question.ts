import { button, element } from '../../elements/element.ts';
import { prose } from '../../shell/prose.ts';

export interface QuestionOption {
  readonly label: string;
  /** What is said when this is chosen. */
  readonly answer: string;
  readonly right: boolean;
}

/** A question with a few answers; each says why it is right or not, none is final. */
export function question(
  text: string,
  options: readonly QuestionOption[],
  answered: (right: boolean) => void,
): HTMLElement {
  const reply = element('p', { class: 'answer', role: 'status' });
  const buttons = options.map(({ label, answer, right }) =>
    button(label, () => {
      reply.replaceChildren(
        element('strong', { class: right ? 'right' : 'wrong' }, right ? 'Right.' : 'Not quite.'),
        ' ',
        ...prose(answer).filter((child) => child !== null),
      );
      answered(right);
    }),
  );
  return element(
    'div',
    { class: 'ask', role: 'group', 'aria-label': text },
    element('p', { class: 'question' }, text),
    element('div', { class: 'row' }, ...buttons),
    reply,
  );
}
