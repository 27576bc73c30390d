/** Making elements: the little that stands in for a framework. */

/** Attributes by name; `on…` takes a listener, true an empty attribute, false and null none. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
export type AttributeValue = string | number | boolean | null | ((event: Event) => void);
export type Child = Node | string | null;

const SVG = 'http://www.w3.org/2000/svg';

/** An element of HTML with attributes and children. */
export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** An element of SVG with attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled<E extends Element>(
  element: E,
  attributes: Attributes,
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button; its listener is called on a click, on enter and on space. */
export function button(
  label: string,
  press: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  return html('button', { type: 'button', onclick: () => press(), ...attributes }, label);
}

/**
 * Children of prose: `code`, *emphasis* and [links](#/lab) in a sentence are made elements, all
 * else is text and never markup.
 */
export function prose(text: string): Child[] {
  const marked = /`(?<code>[^`]+)`|\*(?<strong>[^*]+)\*|\[(?<label>[^\]]+)\]\((?<href>[^)]+)\)/g;
  const children: Child[] = [];
  let from = 0;
  for (const match of text.matchAll(marked)) {
    children.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { code, strong, label, href } = match.groups ?? {};
    if (code !== undefined) children.push(html('code', {}, code));
    else if (strong !== undefined) children.push(html('strong', {}, strong));
    else children.push(html('a', { href }, label));
  }
  children.push(text.slice(from));
  return children;
}

/** A paragraph of {@link prose}. */
export function paragraph(text: string, attributes: Attributes = {}): HTMLParagraphElement {
  return html('p', attributes, ...prose(text));
}
