import { button, element } from '../elements/element.ts';
import { type FlowLayout, type FlowPlace, ROW_MIN, middleOf } from './flow-layout.ts';
import { type FlowNode, type FlowPicture, linkInWords } from './flow-picture.ts';

/** A box of the picture, or its link. */
export interface FlowTarget {
  readonly of: 'master' | 'framework' | 'group';
  readonly at: number;
  readonly part: 'node' | 'link';
}

export interface FlowControlsListener {
  /** Clicked, or Enter was pressed on it; the button, for a menu beside it. */
  chosen(target: FlowTarget, button: HTMLElement): void;
}

/** Columns of buttons from left to right, as arrow keys go through them. */
const COLUMNS: readonly (readonly [FlowTarget['of'], FlowTarget['part']])[] = [
  ['master', 'node'],
  ['master', 'link'],
  ['framework', 'link'],
  ['framework', 'node'],
  ['group', 'link'],
  ['group', 'node'],
];

/**
 * Buttons over the picture, one on each box and one on each link. One of them is in the order of
 * the Tab key; arrow keys go from there.
 */
export class FlowControls {
  readonly element: HTMLElement = element('div', {
    ...{ class: 'flow-controls', role: 'group' },
    'aria-label': 'Masters, frameworks, agents and their links. Arrow keys move between them.',
  });
  private readonly listener: FlowControlsListener;
  private columns: HTMLButtonElement[][] = [];
  private shape = '';

  constructor(listener: FlowControlsListener) {
    this.listener = listener;
    this.element.addEventListener('keydown', (event) => this.pressed(event));
    this.element.addEventListener('focusin', ({ target }) => this.focused(target));
  }

  /** Puts buttons where boxes and links are drawn, and says how they are. */
  place(layout: FlowLayout, picture: FlowPicture): void {
    const shape = [layout.width, layout.height, layout.masters.length]
      .concat(layout.frameworks.length, layout.groups.length)
      .join(' ');
    if (shape !== this.shape) this.make(layout);
    this.shape = shape;
    for (const [column, [of, part]] of COLUMNS.entries()) {
      for (const [at, one] of this.columns[column].entries()) {
        const node = nodesOf(picture, of)[at];
        const words = part === 'node' ? nodeInWords(of, node) : `Link of ${inWords(of, node)}`;
        if (one.getAttribute('aria-label') === words) continue;
        one.setAttribute('aria-label', words);
        one.title = words;
      }
    }
  }

  private make(layout: FlowLayout): void {
    const [column, row] = this.placeOf(document.activeElement);
    this.columns = COLUMNS.map(([of, part]) =>
      placesOf(layout, of).map((place, at) => this.makeOne({ of, at, part }, place, layout)),
    );
    this.element.replaceChildren(...this.columns.flat());
    const first = this.columns[column]?.[row] ?? this.columns[1][0] ?? this.columns.flat()[0];
    if (first === undefined) return;
    first.tabIndex = 0;
    if (column >= 0) first.focus();
  }

  /** Column and row of a button; -1 where it is none of them. */
  private placeOf(one: EventTarget | null): readonly [column: number, row: number] {
    const column = this.columns.findIndex((some) => some.some((own) => own === one));
    return [column, this.columns[column]?.findIndex((own) => own === one) ?? -1];
  }

  private makeOne(target: FlowTarget, place: FlowPlace, { link }: FlowLayout): HTMLButtonElement {
    const made = button('', () => this.listener.chosen(target, made), {
      ...{ class: `flow-button ${target.part}`, tabindex: -1 },
    });
    const box = target.part === 'node' ? nodeBox(place) : linkBox(target.of, place, link);
    made.style.left = `${box.x}px`;
    made.style.top = `${box.y}px`;
    made.style.width = `${box.width}px`;
    made.style.height = `${box.height}px`;
    return made;
  }

  private focused(target: EventTarget | null): void {
    for (const one of this.columns.flat()) one.tabIndex = one === target ? 0 : -1;
  }

  private pressed(event: KeyboardEvent): void {
    const move = MOVES.get(event.key);
    const [column, row] = this.placeOf(event.target);
    if (move === undefined || column < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const [across, down] = move;
    let next = column + across;
    while (this.columns[next]?.length === 0) next += across;
    const there = this.columns[next];
    if (there === undefined) return;
    // To the one at the same height.
    const part = (row + 0.5) / this.columns[column].length;
    const at = across === 0 ? row + down : Math.floor(part * there.length);
    there[Math.max(0, Math.min(there.length - 1, at))].focus();
  }
}

const MOVES: ReadonlyMap<string, readonly [across: number, down: number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
]);

function placesOf(layout: FlowLayout, of: FlowTarget['of']): readonly FlowPlace[] {
  return { master: layout.masters, framework: layout.frameworks, group: layout.groups }[of];
}

function nodesOf(picture: FlowPicture, of: FlowTarget['of']): readonly FlowNode[] {
  return { master: picture.masters, framework: picture.frameworks, group: picture.groups }[of];
}

/** High enough to be hit, as the links are. */
function nodeBox(place: FlowPlace): FlowPlace {
  const height = Math.max(ROW_MIN, place.height);
  return { ...place, y: middleOf(place) - height / 2, height };
}

function linkBox(of: FlowTarget['of'], place: FlowPlace, link: number): FlowPlace {
  const height = Math.max(ROW_MIN, Math.min(place.height, 30));
  const x = of === 'master' ? place.x + place.width : place.x - link;
  return { x, y: middleOf(place) - height / 2, width: link, height };
}

function nodeInWords(of: FlowTarget['of'], node: FlowNode): string {
  const note = node.note === '' ? '' : `, ${node.note}`;
  return `${kindOf(of)}${node.name}${note}`;
}

function inWords(of: FlowTarget['of'], node: FlowNode): string {
  return `${kindOf(of)}${node.name}: ${linkInWords(node.link)}`;
}

function kindOf(of: FlowTarget['of']): string {
  return of === 'framework' ? 'framework ' : '';
}
