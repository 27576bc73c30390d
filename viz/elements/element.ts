/** What stands in an element's tag; null and false leave it out, true writes it alone. */
export type Attributes = Readonly<Record<string, string | number | boolean | null>>;

export type Child = Node | string | null;

/** Makes an element with attributes and children; text is text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same for SVG. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS(SVG, name);
  setAttributes(made, attributes);
  append(made, children);
  return made;
}

/** A button that does one thing. */
export function button(
  content: string | Node,
  act: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, content);
  made.addEventListener('click', act);
  return made;
}

/** A choice of one among few, by value. */
export function select(
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
  choose: (value: string) => void,
  attributes: Attributes = {},
): HTMLSelectElement {
  const made = element(
    'select',
    attributes,
    ...options.map(([value, label]) =>
      element('option', { value, selected: value === chosen }, label),
    ),
  );
  made.addEventListener('change', () => choose(made.value));
  return made;
}

/** Gives a choice other options, unless they are the same; it keeps its focus. */
export function setOptions(
  choice: HTMLSelectElement,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
): void {
  const before = [...choice.options].map(({ value, text }) => `${value}\n${text}`).join('\n');
  if (before !== options.map((option) => option.join('\n')).join('\n')) {
    choice.replaceChildren(...options.map(([value, label]) => element('option', { value }, label)));
  }
  choice.value = chosen;
}

/** Puts text where it is not yet: nothing is laid out anew for the same words. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

function setAttributes(made: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
}

function append(made: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== null) made.append(child);
}
